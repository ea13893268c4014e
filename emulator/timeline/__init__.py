"""The product's events over time: listed in the scenario, loaded from a file, or generated."""
