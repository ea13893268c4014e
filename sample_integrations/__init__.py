"""Sample integrations: each folder is an integration, a vendor file, and what a run must show."""
