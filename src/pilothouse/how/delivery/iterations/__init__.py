"""Iterations: what a team takes on in a time-box, against what it has time for."""
