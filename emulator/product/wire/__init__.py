"""Brings each request of the integration to the vendor, and records it.

``wire.py`` is for all clients, ``transport.py`` for urllib3, ``dialled/`` for clients that open
connections themselves.
"""
