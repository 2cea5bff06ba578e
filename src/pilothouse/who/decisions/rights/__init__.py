"""Who decides: matrices and their presets, verdicts, rights that were lent, and what is unclear."""
