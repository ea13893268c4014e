"""Makes the parts of a scenario from a guess: its routes (``route.py``, ``login.py``), the form of its events
(``event.py``), their ids (``ids.py``); ``made.py`` puts them together.
"""
