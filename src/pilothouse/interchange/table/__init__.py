"""Tables, from CSV or XLSX, as issues: which column holds what is told by its name, or said by a mapping."""
