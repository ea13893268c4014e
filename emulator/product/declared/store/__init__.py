"""The product's events as they are now: their changes, and the indexes that find them."""
