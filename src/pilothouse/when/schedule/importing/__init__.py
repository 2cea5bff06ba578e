"""Taking a plan from a file into the rows: once whole, later only what the file changed."""
