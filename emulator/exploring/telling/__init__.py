"""The reports of a search: on the terminal, and in files."""
