"""What a run did: the nouns, and their JSON.

``fetch_run.py`` is one fetch, ``entries.py`` what it called and asked. ``recorder.py`` fills them in,
``journal.py`` keeps them while a fetch runs, ``codec.py`` writes and reads them, ``store/`` keeps them in
SQLite.
"""
