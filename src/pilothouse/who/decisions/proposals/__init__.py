"""Proposals: gathered, priced, put before those who decide, and decided."""
