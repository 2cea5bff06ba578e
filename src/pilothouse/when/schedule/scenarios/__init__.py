"""Scenarios on pages: their list, one with its edits and figures, and several side by side."""
