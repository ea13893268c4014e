"""A network namespace with nothing but a loopback interface (Linux only).

Native clients and subprocesses, which xfetch's hooks in Python cannot intercept, cannot reach any machine
from within this namespace.
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
    """Move this process into a network of its own, with its loopback interface up; return False if the system
    refuses that.

    Processes that it starts later are in this network too, and none can leave it. Call it before any thread
    starts: a process with threads cannot make a user namespace. A forked process tries it first, so that this
    process is unchanged if the system allows only a part of it.
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
