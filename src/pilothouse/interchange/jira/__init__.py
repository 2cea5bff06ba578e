"""Jira: its CSV export and its REST answers."""
