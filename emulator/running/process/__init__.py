"""The child process that runs the fetches, and the supervisor that starts and watches it.

An endless loop or a crash of the integration then ends one fetch, not the run.
"""
