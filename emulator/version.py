"""Which xfetch this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def xfetch_version() -> str:
    """The installed version; ``0`` in a tree that was never installed."""
    try:
        return version("xfetch")
    except PackageNotFoundError:
        return "0"
