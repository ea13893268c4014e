"""The object that an integration sees as ``demisto``: ``shim.py`` records each call, then answers it."""
