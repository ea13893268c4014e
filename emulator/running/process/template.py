"""The supervisor's side of a template: a process from which child processes are forked.

The imports of a new interpreter take 0.3 s. The template makes them once for all children but the first. It
runs no code of the user and reads no order, so each child begins as in a new interpreter.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from ...errors import UsageError
from ...integration.environment import hash_seed, small_environment
from .starter import Starter

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
_HOME = Path(__file__).parents[3]
# The platform's images have the locale C.UTF-8 (observed); this machine may have another. With a fixed seed,
# sets of texts have the same order in every process.
_OWN = {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
_END_S = 1.0
_LIMITS = (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)

# What the emulator imports, and what these import: pure Python, or usable without their C part.
_LENT = ("freezegun", "dateutil", "six", "yaml", "tzdata")


class Fork:
    """A process that a template has been asked to fork; ``number`` is its process number, None until the
    template has answered.
    """

    def __init__(self) -> None:
        self.number: int | None = None


class Template:
    """A template process, from which child processes are forked. ``python`` is the path of its interpreter,
    None for the one of this process.

    ``env`` are its environment variables. It writes what goes wrong at its start to the descriptor
    ``output``. Any thread may use it.

    Raises:
        UsageError: the interpreter cannot be run.
        OSError: the machine lacks descriptors, memory or processes.
    """

    def __init__(self, python: str | None, env: dict[str, str], output: int) -> None:
        executable = python or sys.executable
        self._lock = Lock()
        self._asked: deque[Fork] = deque()
        self._answer = b""
        self._old = ""
        self._executable = executable
        self._users = 0
        self._retired = False
        self._socket, other = socket.socketpair()
        try:
            self._starter = Starter(
                lambda: subprocess.Popen(
                    [executable, str(_BOOTSTRAP), str(other.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env=env,
                    pass_fds=(other.fileno(),),
                    # Ctrl-C in the terminal must reach the supervisor only.
                    start_new_session=True,
                )
            )
            self._process = self._starter.process()
        except OSError as error:
            self._socket.close()
            # Popen names a file only where the interpreter is at fault. The machine may also lack descriptors
            # or processes.
            if error.filename is None:
                raise
            raise UsageError(
                f"cannot be run: {error.strerror}", where=f"--python {executable}"
            ) from error
        finally:
            other.close()
        setup = _setup(foreign=python is not None)
        with suppress(OSError):
            self._socket.sendall(len(setup).to_bytes(8, "little") + setup)

    def fork(self, request: dict[str, object], fds: list[int]) -> Fork:
        """Ask the template to fork a process that has the descriptors ``fds`` under the same numbers. Do
        not wait for the answer.
        """
        fork = Fork()
        content = json.dumps({**request, "numbers": fds}).encode()
        with self._lock:
            self._asked.append(fork)
            # An integration may have stopped it.
            self._process.send_signal(signal.SIGCONT)
            # If it is dead, the descriptors of the fork close, and that is its end.
            with suppress(OSError):
                socket.send_fds(self._socket, [content], fds)
        return fork

    def collect(self) -> None:
        """Read which process numbers the template has reported so far: one for each process that it
        forked.

        Raises UsageError if the template's interpreter is older than Python 3.10.
        """
        with self._lock:
            with suppress(OSError):
                self._answer += self._socket.recv(1 << 12, socket.MSG_DONTWAIT)
            *lines, self._answer = self._answer.split(b"\n")
            for line in lines:
                answer = json.loads(line)
                if isinstance(answer, dict):
                    self._old = answer["old"]
                else:
                    self._asked.popleft().number = answer
        if self._old:
            raise UsageError(
                f"the child process needs Python 3.10 or later, and this is Python {self._old}",
                where=f"--python {self._executable}",
            )

    @property
    def number(self) -> int:
        """The process number of the template."""
        return self._process.pid

    def ended(self) -> int | None:
        """Return the exit code of the template, negative for a signal; None while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait until the template, which is already ending, has ended. Return its exit code, negative for
        a signal.
        """
        return self._process.wait()

    def stop(self) -> None:
        """Kill the template, and with it the processes that were forked from it."""
        # Popen sends nothing to a process that has ended: its number may belong to another one by then.
        self._process.kill()
        self._process.wait()

    def use(self) -> None:
        """Add one to the number of users of the template."""
        with self._lock:
            self._users += 1

    def release(self) -> None:
        """Subtract one from the number of users of the template. After ``retire`` the template ends with
        its last user.
        """
        with self._lock:
            self._users -= 1
        self._end_if_unused()

    def retire(self) -> None:
        """End the template as soon as it has no user."""
        self._retired = True
        self._end_if_unused()

    def _end_if_unused(self) -> None:
        if self._retired and not self._users:
            self._socket.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_S)
            self.stop()
            self._starter.end()


def _setup(foreign: bool) -> bytes:
    """Return the JSON that the bootstrap script reads first.

    A ``foreign`` interpreter keeps its own import path and borrows a few modules of this one.
    """
    setup = {
        "supervisor": os.getpid(),
        "path": None if foreign else sys.path,
        "home": str(_HOME),
        "lent": _lent_modules() if foreign else {},
    }
    return json.dumps(setup).encode()


def _lent_modules() -> dict[str, str]:
    """Return the name of each borrowed module with the folder that contains it. Other modules in that
    folder are not borrowed.
    """
    places = {}
    for name in _LENT:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            places[name] = str(origin.parents[1 if origin.stem == "__init__" else 0])
    return places


def circumstances(python: str | None, env: tuple[str, ...]) -> tuple[object, ...]:
    """Return what is fixed when a template starts and a request cannot change: interpreter, environment,
    import path, limits.
    """
    limits = tuple(map(resource.getrlimit, _LIMITS))
    variables = {**small_environment(os.environ, env), **hash_seed(env)}
    return os.getpid(), python, variables, list(sys.path), limits


class Templates:
    """Keeps the last template, so that the next child can be forked from it if interpreter and environment
    are the same.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[object, ...], Template] | None = None
        self._lock = Lock()

    def get(self, python: str | None, env: tuple[str, ...], output: int) -> Template:
        """Return a template with this interpreter and with the environment variables of these names. The
        caller counts as a user and must release it.

        Raises UsageError if the interpreter cannot be run.
        """
        wanted = circumstances(python, env)
        with self._lock:
            if self._kept is None or self._kept[0] != wanted or self._kept[1].ended() is not None:
                self._retire()
                variables = {**small_environment(os.environ, env), **_OWN, **hash_seed(env)}
                self._kept = wanted, Template(python, variables, output)
            template = self._kept[1]
            template.use()
            return template

    def close(self) -> None:
        """End the kept template as soon as it has no user."""
        with self._lock:
            self._retire()

    def _retire(self) -> None:
        # In a fork of this process it belongs to the process that started it.
        if self._kept is not None and self._kept[0][0] == os.getpid():
            self._kept[1].retire()
        self._kept = None


# Shared by all runs of this process. The template ends with the process.
templates = Templates()
atexit.register(templates.close)
