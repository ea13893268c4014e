"""The query languages of products: each parses a text to a condition on events."""
