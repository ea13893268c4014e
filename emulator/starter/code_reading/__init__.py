"""Reads an integration's code without running it: which answers it awaits, and what it reads from each."""
