"""Finds the cause of a finding: the line of the integration that decided, and the values that it had.

It reads the record of the run, and the traces of fetches that ran again with every assignment and condition
recorded.
"""
