"""A network namespace that holds nothing but a loopback (Linux only).

Native clients and subprocesses pass every hook in Python. In this namespace they find no way out.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys

from .namespaces import NEW_NETWORK, unshare

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1
_LOOPBACK = b"lo"


def enter_private_network() -> bool:
    """Move this process into a network of its own, its loopback up; return False where that is impossible.

    Processes that it starts later are in there too, and none can leave. Call it before any thread starts:
    a process with threads cannot make a user namespace. A fork tries it first, so that a system which
    allows only half of it changes nothing.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        child = os.fork()
    except OSError:
        return False
    if child == 0:
        os._exit(0 if _entered() else 1)
    _, status = os.waitpid(child, 0)
    return status == 0 and _entered()


def _entered() -> bool:
    try:
        unshare(NEW_NETWORK)
        _raise_loopback()
    except OSError:
        return False
    return True


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        asked = struct.pack("16sH14x", _LOOPBACK, 0)
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(sock, _GET_FLAGS, asked))
        fcntl.ioctl(sock, _SET_FLAGS, struct.pack("16sH14x", _LOOPBACK, flags | _UP))
