"""The script that a new child process runs, in the interpreter that ``--python`` names.

It makes ``xfetch`` importable, forks the guard process, imports ``child``, waits for the order (what to run),
and calls ``child.main``. Its syntax must be valid in older Pythons too, so that it can report an interpreter
that is too old.
"""

import gc
import importlib
import importlib.machinery
import json
import os
import struct
import sys
import types
from typing import Any

_OLDEST = (3, 10)


class Lent:
    """The last finder on ``sys.meta_path``. It finds the few modules that another interpreter borrows from
    the folders of xfetch's own interpreter.
    """

    def __init__(self, places: dict[str, str]) -> None:
        self._places = places

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self._places:
            return None
        return importlib.machinery.PathFinder.find_spec(name, [self._places[name]])


def read_frame(fd: int) -> bytes:
    """Read a length of 8 bytes and return as many bytes as it says."""
    size = struct.unpack("<Q", read_exactly(fd, 8))[0]
    return read_exactly(fd, size)


def read_exactly(fd: int, size: int) -> bytes:
    """Read ``size`` bytes; end the process if the pipe is closed before."""
    parts = []
    while size:
        part = os.read(fd, min(size, 1 << 20))
        if not part:
            os._exit(1)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def refuse_old(fd: int, key: bytes) -> None:
    """Send an ERROR frame that names this interpreter's version, and end the process."""
    version = ".".join(map(str, sys.version_info[:2]))
    error = {
        "class": "UsageError",
        "what": "the child process needs Python 3.10 or later, and this is Python " + version,
        "where": "--python " + sys.executable,
        "advice": [],
    }
    text = json.dumps(error).encode()
    os.write(fd, struct.pack("<8sBQ", key, ord("E"), len(text)) + text)
    os._exit(1)


def main() -> None:
    fd_in, fd_out = int(sys.argv[1]), int(sys.argv[2])
    setup = json.loads(read_frame(fd_in).decode())
    key = bytes.fromhex(setup["key"])
    if sys.version_info < _OLDEST:
        refuse_old(fd_out, key)
    if setup["path"] is None:
        # No module of this script's folder may be importable by its bare name.
        del sys.path[0]
    else:
        sys.path[:] = setup["path"]
    package = types.ModuleType("xfetch")
    package.__path__ = [setup["home"]]
    sys.modules["xfetch"] = package
    sys.meta_path.append(Lent(setup["lent"]))
    del sys.argv[1:]
    # What is imported stays, so there is no garbage to look for until the first fetch.
    gc.disable()
    # The guard comes first: each module imported before it would take memory in the guard as well.
    guard = importlib.import_module("xfetch.emulator.running.process.guard")
    guard.fork_guarded(setup["supervisor"])
    inside = importlib.import_module("xfetch.emulator.running.process.child")
    # The order may come later: the supervisor prepares the run while this process imports.
    inside.main(fd_in, fd_out, key, read_frame(fd_in))


if __name__ == "__main__":
    main()
