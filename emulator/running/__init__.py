"""Runs fetches: one (``cycle.py``), then many (``schedule.py``, ``simulation.py``), in a child process
(``process/``).

``prepare.py`` reads everything that can be wrong and makes the ``Plan``; ``stage.py`` and ``bench.py``
make of it the objects that fetches use. ``settle.py`` is the platform's law. ``judged.py`` judges what
ran, and ``rerun.py`` runs a fetch again for ``tracing/``.
"""
