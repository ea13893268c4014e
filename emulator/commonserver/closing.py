"""Executed last: set ``__all__`` so that the star import gives the names of a checkout and none of
ours.
"""

from __future__ import annotations

for _name in ("__all__", "annotations", "TYPE_CHECKING", "_name"):
    globals().pop(_name, None)
