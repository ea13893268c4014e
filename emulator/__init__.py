"""The fetch cycle of Cortex XSOAR as a library that knows no terminal.

Start at ``cycle.py`` (one fetch), then ``simulation.py`` (many) and ``emulate.py`` (what callers use).
"""
