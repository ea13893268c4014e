"""Which xfetch this is."""

from __future__ import annotations


def xfetch_version() -> str:
    """The installed version; ``0`` in a tree that was never installed."""
    # Asked when a report is written, and costly to import at every start.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xfetch")
    except PackageNotFoundError:
        return "0"
