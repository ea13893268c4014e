"""The version of xfetch."""

from __future__ import annotations


def xfetch_version() -> str:
    """Return the installed version of xfetch; ``0`` if it was never installed."""
    # A run without a JSON report needs no version; this import costs 10 ms of a start.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("xfetch")
    except PackageNotFoundError:
        return "0"
