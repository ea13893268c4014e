"""Opens the standard streams that the shell has closed (``<&-``)."""

from __future__ import annotations

import os
import sys

_NAMES = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def open_closed_streams() -> None:
    """Open the null device for each standard stream that is closed.

    Otherwise the next file that is opened gets the stream's number, and with it the stream's output.
    """
    for fd, (name, mode) in enumerate(_NAMES):
        try:
            os.fstat(fd)
        except OSError:
            # The system assigns the lowest free number, which is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            stream = open(fd, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays
            setattr(sys, name, stream)
