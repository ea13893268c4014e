"""What a caller asks for: a ``Request`` (``request.py``), from options, a scenario file or a recording."""
