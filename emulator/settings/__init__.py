"""The settings of a run, as plain values, and the readers of values that users write.

``settings.py`` is the schedule and the assumptions, ``instance.py`` the instance and the state that the
server keeps for it. ``section.py`` reads a mapping of a scenario key by key.
"""
