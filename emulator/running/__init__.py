"""Runs fetches: one (``cycle.py``), then many (``schedule.py``, ``simulation.py``), in a child process
(``process/``).

``prepare.py`` reads and checks all that a run needs, and makes the ``Plan``. ``stage.py`` and ``bench.py``
make of it the objects that fetches use. ``settle.py`` decides what the platform keeps of a fetch.
``judged.py`` judges the fetches, and ``rerun.py`` runs a fetch again for ``tracing/``.
"""
