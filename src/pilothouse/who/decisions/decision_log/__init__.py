"""The decision log: what was decided and why, what it was expected to do, and what really happened."""
