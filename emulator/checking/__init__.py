"""Runs many scenarios for ``xfetch check``: finds them, runs and judges each one, sums up."""
