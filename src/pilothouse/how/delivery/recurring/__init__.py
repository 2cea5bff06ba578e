"""Work that comes back: its rule, and the tasks made by it."""
