"""Read an integration's code, without running it, for the answers that it expects from the product."""
