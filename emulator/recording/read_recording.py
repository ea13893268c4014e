"""Read a recording of HTTP exchanges: a HAR file or a cassette of vcrpy."""

from __future__ import annotations

from pathlib import Path

from .answered import Recording

_HAR = ".har"
# The suffixes that vcrpy's serializers use.
_CASSETTES = (".yaml", ".yml", ".json")


def is_recording(path: Path) -> bool:
    """Whether a file's suffix is that of a recording (HAR or cassette), and not of Python code."""
    return path.suffix.lower() in (_HAR, *_CASSETTES)


def read_recording(path: Path) -> Recording:
    """Read a HAR file or a cassette, by its suffix. Raises LoadError for a file that is neither."""
    # Imported here, since every run calls is_recording and few runs read a recording.
    if path.suffix.lower() == _HAR:
        from .read_har import read_har

        return read_har(path)
    from .read_vcr import read_vcr

    return read_vcr(path)
