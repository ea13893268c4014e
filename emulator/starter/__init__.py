"""Starter scenarios: runs an integration, guesses the product's API, and writes a scenario file."""
