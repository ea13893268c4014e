"""Reads a recording: a HAR file or a cassette of vcrpy."""

from __future__ import annotations

from pathlib import Path

from .answered import Recording

_HAR = ".har"
# As vcrpy's two serializers write them.
_CASSETTES = (".yaml", ".yml", ".json")


def is_recording(path: Path) -> bool:
    """Whether a vendor's file is a recording, and no code."""
    return path.suffix.lower() in (_HAR, *_CASSETTES)


def read_recording(path: Path) -> Recording:
    """Read the file by what its name says. Raises LoadError for what is neither a HAR nor a cassette."""
    # The readers are imported late: every run asks is_recording, few read one.
    if path.suffix.lower() == _HAR:
        from .read_har import read_har

        return read_har(path)
    from .read_vcr import read_vcr

    return read_vcr(path)
