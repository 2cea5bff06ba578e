"""What the doors note for themselves, without a command: sessions, failed attempts, mail to be sent."""
