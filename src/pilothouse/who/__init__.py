"""Who: people, the items they work on, and how they decide."""
