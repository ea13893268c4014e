"""Search for the worlds in which a fetch makes a mistake: generate worlds, run the integration in each, judge
each run.

A *world* (``world.py``) is one variant of a scenario: its events, settings and faults. The *ground*
(``ground.py``) is what all worlds of a search have in common: the integration, its instance and the API of
its product. World *i* depends on nothing but the ground, the seed and *i* (``generated.py``). It has a named
shape (``shapes.py``) and a few random changes. Both are made of *dimensions* (``dimensions/``), the ways in
which worlds differ. ``promises.py`` says what the product promises, and what in a world goes beyond it.

``searching/`` has worlds run, judges each, and makes finds (``find.py``) of those in which the fetch made a
mistake. ``written.py`` and ``kept_finds.py`` write finds as scenario files, ``telling/`` reports them.
"""
