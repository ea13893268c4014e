"""The search itself: it has worlds run, looks at each, and makes finds of those in trouble.

``campaign.py`` takes worlds in blocks. ``runner.py`` runs them, many in one child process, and ``looking.py``
looks at each with the ground truth (``trouble.py``). ``sieve.py`` makes one find of each cause, with the
smallest world (``shrink.py``). ``coverage.py`` tells which lines no world ran.
"""
