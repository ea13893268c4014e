"""Reads a pack's tests and test data for the answers of its product; nothing of them is executed."""
