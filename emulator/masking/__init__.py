"""Takes the secrets of a run out of everything that is kept or shown; ``mask.py`` is the door."""
