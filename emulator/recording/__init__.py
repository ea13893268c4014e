"""Recordings of a product's answers: HAR files are read and written, cassettes of vcrpy are read."""
