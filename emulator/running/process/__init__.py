"""The child process that runs the cycles, and the supervisor that starts and watches it.

An endless loop or a crash of the integration ends one fetch, not the run.
"""
