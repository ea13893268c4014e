"""Checking many scenarios at once, for ``xfetch check``: find them, run and judge each, sum up."""
