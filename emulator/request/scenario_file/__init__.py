"""Reads scenario files: ``read.py`` is the door, ``schema.json`` says which keys there are."""
