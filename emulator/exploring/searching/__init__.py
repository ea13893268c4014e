"""The search itself: it has worlds run, judges each, and makes finds of those in which the fetch made a
mistake.

``campaign.py`` takes worlds in blocks. ``runner.py`` runs them, many in one child process. ``looking.py``
judges each of them; the events of the world are known, so mistakes are certain (``trouble.py``). ``sieve.py``
makes one find of each cause, with the smallest world that shows it (``shrink.py``). ``coverage.py`` finds the
lines that no world ran.
"""
