"""Keeps the results of a check, and uses one again when nothing that it depends on has changed.

A result depends on what ``base_key`` covers (xfetch, interpreter, libraries, zones, options, environment),
and on what its run has read: both processes of a run record the files that they open, list or look for. A run
whose record does not tell all is not kept.
"""
