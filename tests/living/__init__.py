"""The public integrations under explore: how many can be explored, and what it finds."""
