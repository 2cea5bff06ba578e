"""Live updates: one listener a process reads the outbox and tells open pages. No stream uses the ORM."""
