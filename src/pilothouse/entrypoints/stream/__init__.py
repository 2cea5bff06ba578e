"""Live updates: one listener a process reads the outbox and tells the open pages. No stream touches the ORM."""
