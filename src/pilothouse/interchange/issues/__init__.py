"""What trackers know of work, as one vocabulary of values, and how it becomes a plan."""
