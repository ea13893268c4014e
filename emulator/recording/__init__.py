"""Recordings of a product's answers: HAR files, written after a run and served again; cassettes."""
