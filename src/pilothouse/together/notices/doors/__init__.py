"""What is noted without a command: notices found in history, what was read, what was mailed."""
