"""Projects that belong together: programmes, and portfolios of units, over the people they share."""
