"""Read a pack's unit tests and test data for answers of its product; nothing in them is executed."""
