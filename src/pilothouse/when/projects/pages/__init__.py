"""What the pages of projects show: their list, and one project whole."""
