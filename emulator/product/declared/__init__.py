"""The simulated product that the ``api:`` section of a scenario declares: its parser, and its vendor."""
