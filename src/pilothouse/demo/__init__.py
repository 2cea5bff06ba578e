"""A story to start with: a team in the middle of a redesign, told as data and loaded through the gate."""
