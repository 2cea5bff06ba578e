"""Where rooms meet: pages that read over all of them."""
