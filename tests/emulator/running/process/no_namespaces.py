"""Runs the command line where the system refuses every namespace, as Docker's default profile does.

    python -m tests.emulator.running.process.no_namespaces run TARGET …

A seccomp filter lets ``unshare`` and ``clone`` with a flag of a new namespace fail with EPERM. Exit code 77
where there is no such filter: on another system or processor.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

NOT_HERE = 77
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ERRNO | EPERM
_NEW_NAMESPACES = 0x7E020000  # user, pid, net, ipc, uts, cgroup, and that of mounts
# Of the two processors: their audit architecture, and the numbers of unshare and clone.
_CALLS = {"x86_64": (0xC000003E, 272, 56), "aarch64": (0xC00000B7, 97, 220)}
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16


def refuse_namespaces() -> bool:
    """From now on, for this process and all that it starts; False where that is impossible."""
    if not sys.platform.startswith("linux") or platform.machine() not in _CALLS:
        return False
    architecture, unshare, clone = _CALLS[platform.machine()]
    steps = (
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 0, 6, architecture),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_EQUAL, 1, 0, unshare),
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_ANY_BIT, 0, 1, _NEW_NAMESPACES),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    nothing = ctypes.c_ulong(0)
    if libc.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), nothing, nothing, nothing) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, ctypes.c_ulong(_FILTER), program, nothing, nothing) == 0)


if __name__ == "__main__":
    if not refuse_namespaces():
        sys.exit(NOT_HERE)
    from xfetch.cli.entry import main

    main()
