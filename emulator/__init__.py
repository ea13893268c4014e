"""Emulate the fetch cycle of Cortex XSOAR; a library that does not use a terminal.

Callers use ``emulate.py``. ``running/cycle.py`` runs one fetch, ``running/simulation.py`` many.
"""
