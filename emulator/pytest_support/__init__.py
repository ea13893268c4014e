"""The pytest plugin of xfetch, and its fixture."""
