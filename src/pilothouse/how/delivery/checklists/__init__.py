"""Checklists: small things to be done within a task."""
