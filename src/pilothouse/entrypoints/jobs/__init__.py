"""Work that nobody waits for in a request: computing dates."""
