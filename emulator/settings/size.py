"""Sizes of memory as people type and read them: ``512M``, ``1G``."""

from __future__ import annotations

import re

from ..errors import UsageError

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE | re.ASCII)
_ADVICE = ("write it as 512M, 1G or 1.5G",)


def parse_size_bytes(text: str, option: str) -> int:
    """Bytes, of ``512M``, ``1G``, ``1GiB`` or a plain number; units count in powers of 1,024.

    Raises UsageError, naming ``option``, for anything else and for nothing.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is not a size", where=option, advice=_ADVICE)
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if size <= 0:
        raise UsageError(f"{text!r} is nothing", where=option, advice=_ADVICE)
    return size


def format_size(size_bytes: int) -> str:
    """``512M``, ``1G``, ``1.5G``: in the largest unit of which there is at least one."""
    for unit in ("T", "G", "M", "K"):
        if size_bytes >= _UNITS[unit]:
            return f"{round(size_bytes / _UNITS[unit], 1):g}{unit}"
    return f"{size_bytes}B"
