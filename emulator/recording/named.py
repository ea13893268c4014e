"""Recordings by their names."""

from __future__ import annotations

from pathlib import Path

HAR = ".har"
# As vcrpy's two serializers write them.
CASSETTES = (".yaml", ".yml", ".json")


def is_recording(path: Path) -> bool:
    """Whether a vendor's file is a recording, and no code."""
    return path.suffix.lower() in (HAR, *CASSETTES)
