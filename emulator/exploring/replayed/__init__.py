"""Search with a recording alone: what happened is known, and not what should have been created.

The events in the recorded answers are the one timeline (``events.py``). Nothing about them changes, only what
must not matter to a fetch (``variation.py``): each variation has to deliver the same set of events as the
calm run (``delivered.py``). One that does not is a find (``comparing.py``). A usual search holds a few of its
worlds against themselves in the same way (``same_again.py``).
"""
