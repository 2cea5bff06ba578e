"""From query rows to what the pages about dates draw: sentences, tokens, marks in days. Nothing here knows a pixel."""
