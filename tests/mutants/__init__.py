"""What explore would have found: sound integrations with one mistake, and whether a search shows it."""
