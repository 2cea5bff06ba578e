"""Impediments: what is in the way, who sees to it, and who is next when they do not."""
