"""Finds, reads and executes an integration.

``source.py`` finds the code, ``manifest.py`` reads the yml, ``parameters/`` makes the instance's
parameters, and ``runtime.py`` executes the code. ``common_server.py`` and ``content.py`` bring
CommonServerPython and the ApiModules.
"""
