"""What ``xfetch upgrade`` runs: one version of an integration, then another one on the state that it left.

A ``Version`` is an integration with its instance. A ``Life`` is a run in which versions take turns.
``search.py`` tries several cycles for the change. ``harm.py`` says what the change did that neither version
does alone, and ``state_change.py`` how the saved states differ in form.
"""
