"""How a search is told: on the terminal, and in files."""
