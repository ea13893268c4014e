"""Runs an integration again and again against guesses at its product, and keeps what each run shows."""
