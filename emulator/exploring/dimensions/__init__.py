"""The dimensions: the ways in which the worlds of a search differ (``dimension.py``).

They say when the product's events happen (``events.py``), what happens to them later (``changes.py``), which
settings the run has (``settings.py``), and what fails (``failures.py``).
"""
