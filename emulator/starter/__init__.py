"""A starter scenario: an integration is watched, and what it seems to need is written down."""
