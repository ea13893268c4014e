"""The simulated product, and the platform's intake (``intake.py``).

A *vendor* is an object whose ``handle`` plays the product. ``protocol.py`` says what it is and asks it.
There are four: the ``api:`` section of a scenario (``declared/``), fixed replies (``vendors/``), a
recording (``recording/``), and a class in the user's vendor file. ``wire/`` brings the requests of all
HTTP clients to it.
"""
