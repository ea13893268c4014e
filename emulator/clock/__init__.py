"""The clocks of a run: simulated (``simulated.py``) or real (``wall.py``).

``frozen_time.py`` patches Python's time functions, ``waiting/`` lets threads wait on the simulated clock.
"""
