"""Tasks in tasks: going in and out, and what they add up to."""
