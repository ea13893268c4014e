"""Holds the embedded CommonServerPython to the one of the checkout that ``XFETCH_CONTENT`` names.

``modules.same("argToList", "a,b")`` makes one call in both; ``agree(modules, "argToList", calls(...))``
generates them. What ours still refuses skips.
"""
