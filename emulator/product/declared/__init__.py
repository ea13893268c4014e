"""The simulated product that a scenario's ``api:`` section declares: the section's parser, and its vendor."""
