"""Judges a run by its record alone: what became of each event, which rules it breaks, and why.

``judge.py`` is the door. ``identity.py`` decides what is a duplicate, ``verdict/`` tells what became of
each event, ``rules/`` makes the findings, and ``diagnosis/`` finds the line that decided. ``outcome.py``
holds it all for the reports.
"""
