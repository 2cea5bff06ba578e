"""Flow: how work moved, from the history of its cards."""
