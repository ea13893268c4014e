"""The supervisor's handle of a template: a process from which the children of all its runs are forked.

A new interpreter costs 0.3 s for its imports. The template makes them once for all children but the first. It
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
from pathlib import Path
from threading import Lock

from ...errors import UsageError
from ...integration.environment import small_environment
from .lent import lent_modules
from .starter import Starter

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
_HOME = Path(__file__).parents[3]
# The platform's images have the locale C.UTF-8 (observed); this machine may have another. With a fixed seed,
# sets of texts have the same order in every process.
_OWN = {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
_END_S = 1.0
_LIMITS = (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_FSIZE)


class Fork:
    """One process that a template forks; ``number`` is its process number, None until it is known."""

    def __init__(self) -> None:
        self.number: int | None = None


class Template:
    """A template process with the interpreter ``python``, None for that of this process.

    ``env`` are its environment variables. It writes what goes wrong at its start to the descriptor
    ``output``. Any thread may use it.

    Raises:
        UsageError: the interpreter cannot be run.
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
            raise UsageError(
                f"cannot be run: {error.strerror}", where=f"--python {executable}"
            ) from error
        finally:
            other.close()
        setup = _setup(foreign=python is not None)
        with suppress(OSError):
            self._socket.sendall(len(setup).to_bytes(8, "little") + setup)

    def fork(self, request: dict[str, object], fds: list[int]) -> Fork:
        """Ask for a process that has the descriptors ``fds`` under the same numbers; do not wait for it."""
        fork = Fork()
        content = json.dumps({**request, "numbers": fds}).encode()
        with self._lock:
            self._asked.append(fork)
            # An integration may have stopped it.
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGCONT)
            # If it is dead, the descriptors of the fork close, and that is its end.
            with suppress(OSError):
                socket.send_fds(self._socket, [content], fds)
        return fork

    def collect(self) -> None:
        """Read the process numbers of the forks that are made by now.

        Raises UsageError where the interpreter is too old.
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
        """Its process number."""
        return self._process.pid

    def ended(self) -> int | None:
        """Return its exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait for its end, which has begun; return its exit code, negative for a signal."""
        return self._process.wait()

    def stop(self) -> None:
        """Kill it, and with it the forks."""
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def use(self) -> None:
        """Count one user more."""
        with self._lock:
            self._users += 1

    def release(self) -> None:
        """Count one user less; a retired template ends with the last one."""
        with self._lock:
            self._users -= 1
        self._end_if_unused()

    def retire(self) -> None:
        """Let it end as soon as it has no user."""
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
        "lent": lent_modules() if foreign else {},
    }
    return json.dumps(setup).encode()


def circumstances(python: str | None, env: tuple[str, ...]) -> tuple[object, ...]:
    """Return what a template keeps from its start on, and no request can change."""
    limits = tuple(map(resource.getrlimit, _LIMITS))
    return os.getpid(), python, small_environment(os.environ, env), list(sys.path), limits


class Templates:
    """Keeps the template that was used last, for the next child that needs the same one."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[object, ...], Template] | None = None
        self._lock = Lock()

    def get(self, python: str | None, env: tuple[str, ...], output: int) -> Template:
        """Return a template for this interpreter and the environment variables with these names, with one
        user more; it must be released.

        Raises UsageError where the interpreter cannot be run.
        """
        wanted = circumstances(python, env)
        with self._lock:
            if self._kept is None or self._kept[0] != wanted or self._kept[1].ended() is not None:
                self._retire()
                variables = {**small_environment(os.environ, env), **_OWN}
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
