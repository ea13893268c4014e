"""The version of xfetch."""

from __future__ import annotations


def xfetch_version() -> str:
    """The installed version; ``0`` in a tree that was never installed."""
    # A run without a JSON report needs no version; this import costs 10 ms of a start.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xfetch")
    except PackageNotFoundError:
        return "0"
