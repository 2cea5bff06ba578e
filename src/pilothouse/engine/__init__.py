"""The engine: a plan in, computed dates out. Pure values, no clock, no I/O, every draw takes a seed."""
