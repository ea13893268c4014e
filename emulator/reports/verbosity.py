"""How much the text report tells."""

QUIET, NORMAL, REQUESTS, TRACE = -1, 0, 1, 2
