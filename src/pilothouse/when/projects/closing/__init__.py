"""How a project ends: what it was measured by, what was learnt, what becomes of its work and its people."""
