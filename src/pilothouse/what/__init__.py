"""What: features in their order, products and releases."""
