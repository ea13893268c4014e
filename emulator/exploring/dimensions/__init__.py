"""The ways in which worlds differ (``dimension.py``), by what they touch: when events happen (``events.py``),
what becomes of them (``changes.py``), what is set and what fails (``settings.py``).
"""
