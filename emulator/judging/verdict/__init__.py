"""Decides what became of each event of the product, from the recorded fetches alone."""
