"""What the lists of a product hold: events of their own, the same events, or something beside them."""
