"""From query rows to what the pages about dates draw: sentences, filters, spans of days; no positions."""
