"""Drills: the house under load, killed, copied and moved, judged by a ledger of its own."""
