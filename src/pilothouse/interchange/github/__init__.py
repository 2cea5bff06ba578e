"""GitHub: issues as its REST API answers them, with events and comments, and archives of repositories."""
