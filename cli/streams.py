"""The three standard streams, also where the shell closed them (``<&-``)."""

from __future__ import annotations

import os
import sys

_NAMES = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def open_closed_streams() -> None:
    """Open the null device for each stream that is closed: the next file would get its number, and take
    what is meant for the stream."""
    for fd, (name, mode) in enumerate(_NAMES):
        try:
            os.fstat(fd)
        except OSError:
            # The system gives the lowest number that is free, which is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            stream = open(fd, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays
            setattr(sys, name, stream)
