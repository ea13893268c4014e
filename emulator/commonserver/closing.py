"""Executed last: the star import shall bring what it brings in a checkout, and nothing of ours."""

from __future__ import annotations

for _name in ("__all__", "annotations", "TYPE_CHECKING", "_name"):
    globals().pop(_name, None)
