"""Fetch histories longer than memory: fetches as rows of texts, read back as often as needed."""
