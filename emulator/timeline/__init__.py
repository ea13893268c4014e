"""What happens at the product, and when: events listed, loaded from a file, or generated."""
