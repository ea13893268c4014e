"""Search for the world that breaks a fetch: generate worlds, run the integration through them, judge each.

A *world* is a scenario of plain values (``world.py``) on the *ground* (``ground.py``): the integration, its
instance and the API of its product, which are the same in all worlds. World *i* is a pure function of the
seed and *i* (``generated.py``): a named shape (``shapes.py``) and a few draws on top of it, both made of
*dimensions* (``dimensions/``). ``promises.py`` says what a product of the ground promises, and what in a
world goes beyond it.

``searching/`` has worlds run, looks at each, and makes finds (``find.py``) of those in trouble.
``written.py`` and ``kept_finds.py`` write finds as scenario files, ``telling/`` tells them on the terminal.
"""
