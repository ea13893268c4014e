"""Keeps what the user has confirmed or written in a scenario, when init writes the scenario again."""
