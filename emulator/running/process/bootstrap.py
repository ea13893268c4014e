"""The script of the template process, from which child processes are forked. It runs in the interpreter that
``--python`` names.

It makes ``xfetch`` importable and forks a process for each request of the supervisor. That process forks its
guards and becomes the child: it imports the module ``child``, waits for its order (what to run) and calls
``child.main``. At the second request the template makes these imports itself, and those that a run usually
makes, so that all later children have them already. The syntax of this script must be valid in older Pythons
too, so that it can report an interpreter that is too old.
"""

import contextlib
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
_CHILD = "xfetch.emulator.running.process.child"
_USUAL = "xfetch.emulator.running.process.usual_imports"


class Lent:
    """The last finder on ``sys.meta_path``. It finds the few modules that another interpreter borrows from
    the folders of xfetch's own interpreter.
    """

    def __init__(self, places: dict[str, str]) -> None:
        self._places = places

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
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


def refuse_old(control: int) -> None:
    """Tell the supervisor that this interpreter is too old, and end the process."""
    version = ".".join(map(str, sys.version_info[:2]))
    os.write(control, json.dumps({"old": version}).encode() + b"\n")
    os._exit(1)


def forked(control: int, guard: Any) -> Any:
    """Fork a process for each request that comes through the socket ``control``. Return the request, in the
    forked process.

    A request is a JSON object that comes together with file descriptors. Its ``numbers`` are the numbers that
    the descriptors have in the supervisor; they get the same numbers in the forked process. The supervisor
    gets the number of each process as an answer, one per line. This process ends when the socket is closed.
    ``guard`` is the module of that name.
    """
    import fcntl
    import socket

    connection = socket.socket(fileno=control)
    requests = 0
    while True:
        content, received, _, _ = socket.recv_fds(connection, 1 << 16, 16)
        if not content:
            guard.end_template()
        request = json.loads(content.decode())
        if requests:
            # One child is quicker if its guards are forked before the imports: they are small then.
            importlib.import_module(_CHILD)
            importlib.import_module(_USUAL).import_usual()
            # The forks share this memory until they change it, and the collector would change it.
            gc.freeze()
        requests += 1
        pid = os.fork()
        if pid:
            for fd in received:
                os.close(fd)
            connection.sendall(b"%d\n" % pid)
            continue
        connection.close()
        numbers = request["numbers"]
        # A descriptor may have come under a number that another one must get.
        free = [fcntl.fcntl(fd, fcntl.F_DUPFD, max(numbers) + 1) for fd in received]
        for fd in received:
            os.close(fd)
        for fd, number in zip(free, numbers):  # noqa: B905 - an older Python has no strict
            os.dup2(fd, number)
            os.close(fd)
        for standard in (1, 2):
            os.dup2(request["output"], standard)
        return request


def main() -> None:
    control = int(sys.argv[1])
    setup = json.loads(read_frame(control).decode())
    if sys.version_info < _OLDEST:
        refuse_old(control)
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
    guard = importlib.import_module("xfetch.emulator.running.process.guard")
    guard.be_template(setup["supervisor"])
    template = os.getpid()
    request = forked(control, guard)
    guard.fork_guarded(setup["supervisor"], template, request["end"])
    # A folder that is gone, or cannot be entered any more, leaves the process where the template was started.
    with contextlib.suppress(OSError):
        os.chdir(request["folder"])
    inside = importlib.import_module(_CHILD)
    fd_in, fd_out = request["in"], request["out"]
    key = read_frame(fd_in)
    # The order may come later: the supervisor prepares the run while this process is started.
    inside.main(fd_in, fd_out, key, read_frame(fd_in))


if __name__ == "__main__":
    main()
