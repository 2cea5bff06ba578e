"""The gate: the only way a command takes effect, and how what was done is taken back."""
