"""The product's events over time: listed one by one, loaded from a file, or generated."""
