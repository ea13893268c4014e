"""The command line: only this package knows click and rich, prints, or exits."""
