"""Boards: columns with limits, lanes, the age of cards, and the moves between columns."""
