"""What ``xfetch init`` does: run an integration, guess the API of its product, write a first scenario."""
