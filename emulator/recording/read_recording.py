"""Reads a recording, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

from .answered import Recording
from .named import HAR
from .read_har import read_har
from .read_vcr import read_vcr


def read_recording(path: Path) -> Recording:
    """Raises LoadError for what is neither a HAR nor a cassette of vcrpy, as its name says."""
    return read_har(path) if path.suffix.lower() == HAR else read_vcr(path)
