"""Namespaces of Linux: the part of the machine that a process and its children can see.

An ordinary user can make one only inside a user namespace. Some systems forbid that: many container
runtimes, and AppArmor on recent Ubuntu. Root needs no user namespace. A process that has threads cannot make
a user namespace, and no process can leave one.
"""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

NEW_MOUNTS, NEW_USER, NEW_NUMBERS, NEW_NETWORK = 0x20000, 0x10000000, 0x20000000, 0x40000000
_NO_SET_ID, _NO_DEVICES, _NO_PROGRAMS, _WHOLE_TREE, _SLAVE = 2, 4, 8, 0x4000, 0x80000


def unshare(flags: int) -> None:
    """Move this process into new namespaces. A NEW_NUMBERS namespace holds only what it forks afterwards.

    Root makes no user namespace, in which it could not read the files of other users.

    Raises:
        OSError: the system refuses it; some of it may be done then.
    """
    if os.geteuid() == 0:
        try:
            _call("unshare", flags)
        except OSError as error:
            if error.errno != errno.EPERM:
                raise
        else:
            return
    user, group = os.geteuid(), os.getegid()
    _call("unshare", NEW_USER | flags)
    # Without a mapping the process would have the user id of "nobody".
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def mount_process_numbers() -> None:
    """Mount a /proc that shows this process's own namespace of process numbers.

    The mounts of other processes stay as they are. Raises OSError where the system refuses it.
    """
    _call("unshare", NEW_MOUNTS)
    _call("mount", None, b"/", None, _WHOLE_TREE | _SLAVE, None)
    _call("mount", b"proc", b"/proc", b"proc", _NO_SET_ID | _NO_DEVICES | _NO_PROGRAMS, None)


def _call(name: str, *arguments: object) -> None:
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if function(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
