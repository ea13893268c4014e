"""Search with nothing but a recording: it tells what happened, and not what should have been created.

The recorded events are the only timeline (``events.py``). The calm run is the run with them and the usual
settings. A variation (``variation.py``) changes only what must not matter to a fetch, so it must create the
same events as the calm run (``delivered.py``). If it does not, it is a find (``comparing.py``). A usual
search also runs a few of its worlds a second time, to compare them in the same way (``same_again.py``).
"""
