"""A network of the process's own, with nothing in it but a loopback: what passes every Python hook
(native clients, subprocesses) finds no way out of it.

A network namespace, on Linux only. An ordinary user makes one inside a user namespace, which some
systems forbid (many container runtimes, AppArmor on recent Ubuntu); root needs no user namespace.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1
_LOOPBACK = b"lo"


def enter_private_network() -> bool:
    """Move this process into a network of its own, its loopback up; False where that is impossible.

    What it starts later is in there too; there is no way back. Call it before any thread is started,
    since a user namespace is denied to a process that has some. Tried first in a fork, so that a
    system which allows half of it changes nothing.
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
        _unshare()
        _raise_loopback()
    except (OSError, AttributeError):
        return False
    return True


def _unshare() -> None:
    """Root goes without a user namespace: there, files of other users would be out of its reach."""
    if os.geteuid() == 0:
        try:
            _call_unshare(_NEW_NETWORK)
        except OSError as error:
            if error.errno != errno.EPERM:
                raise
        else:
            return
    user, group = os.geteuid(), os.getegid()
    _call_unshare(_NEW_USER | _NEW_NETWORK)
    # Without a mapping the process would be nobody, also to itself.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _call_unshare(flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        asked = struct.pack("16sH14x", _LOOPBACK, 0)
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(sock, _GET_FLAGS, asked))
        fcntl.ioctl(sock, _SET_FLAGS, struct.pack("16sH14x", _LOOPBACK, flags | _UP))
