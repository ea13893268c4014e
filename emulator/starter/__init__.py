"""Starter scenarios of ``xfetch init``: runs an integration, guesses its product's API, writes a scenario."""
