"""What became of each of the product's events: a fold over the fetches, from the record alone."""
