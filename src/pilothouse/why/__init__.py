"""Why: goals and what they are measured by."""
