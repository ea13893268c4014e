"""The supervisor's side of one child process: starts it, reads from it, kills it, gets its exit code."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import sleep

from ...errors import UsageError
from .frames import DUMP_SIGNAL, KEY_BYTES, Frames, write_all
from .lent import lent_modules
from .starter import Starter

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
_HOME = Path(__file__).parents[3]
_PIPE_BYTES = 1 << 20
# A reader that waits for each byte is woken on another core by each write: 0.1 ms a fetch in the child.
_SHORTEST_GATHERING_S, _LONGEST_GATHERING_S = 0.0005, 0.016
_END_S = 1.0
_DUMP_S = 0.2


class Child:
    """A child process; it runs the order (what to run) that ``begin`` gives it.

    ``python`` is the path of its interpreter, None for the one of this process. ``env`` are its environment
    variables. ``shared`` are file descriptors that stay open in the child; the last of them gets its stdout
    and stderr. The process that is started is a guard, which forks the child; a signal to the guard takes
    effect on both.

    Raises:
        UsageError: the interpreter cannot be run.
    """

    def __init__(self, python: str | None, env: dict[str, str], shared: tuple[int, ...]) -> None:
        key = os.urandom(KEY_BYTES)
        self.frames = Frames(key)
        order_end, self._life = os.pipe()
        self._out, out_end = _wide_pipe()
        self._pidfd: int | None = None
        self._gathering_s = 0.0
        executable = python or sys.executable
        try:
            self._starter = Starter(
                lambda: subprocess.Popen(
                    [executable, str(_BOOTSTRAP), str(order_end), str(out_end)],
                    stdin=subprocess.DEVNULL,
                    stdout=shared[-1],
                    stderr=shared[-1],
                    env=env,
                    pass_fds=(order_end, out_end, *shared),
                    # Ctrl-C in the terminal must reach the supervisor only.
                    start_new_session=True,
                )
            )
            self._process = self._starter.process()
        except OSError as error:
            self._close_pipes()
            raise UsageError(
                f"cannot be run: {error.strerror}", where=f"--python {executable}"
            ) from error
        finally:
            os.close(order_end)
            os.close(out_end)
        self.pid = self._process.pid
        if hasattr(os, "pidfd_open"):
            self._pidfd = os.pidfd_open(self.pid)
        self._give(_setup(key, foreign=python is not None))

    def begin(self, order: bytes) -> None:
        """Send the child its order: what to run, as a pickled ``Order``."""
        self._give(order)

    def _give(self, content: bytes) -> None:
        # The child may be dead already; ``ended`` reports that.
        with suppress(BrokenPipeError):
            write_all(self._life, struct.pack("<Q", len(content)) + content)

    def listen(self, wait_s: float) -> bool:
        """Wait at most ``wait_s`` seconds for bytes and read them; return False when no more can come.

        While fetches end in quick succession it first waits for a moment, so that one read gets several of
        them.
        """
        self._gather()
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        if self._pidfd is not None:
            poll.register(self._pidfd, select.POLLIN)
        ready = {fd for fd, _ in poll.poll(wait_s * 1000)}
        if self._out in ready:
            longer_s = max(2 * self._gathering_s, _SHORTEST_GATHERING_S)
            self._gathering_s = min(longer_s, _LONGEST_GATHERING_S)
            return self.frames.read(self._out)
        self._gathering_s = 0.0
        # A process that the integration forked may keep the pipe open after the child's end.
        return self._process.poll() is None

    def _gather(self) -> None:
        """Wait for a moment, so that several fetches gather in the pipe. The end of the child ends the
        wait.
        """
        if self._pidfd is None:
            sleep(self._gathering_s)
        elif self._gathering_s:
            poll = select.poll()
            poll.register(self._pidfd, select.POLLIN)
            poll.poll(self._gathering_s * 1000)

    def rest(self) -> bool:
        """Read what the pipe holds, up to 1 MB, without waiting; return False when it is empty."""
        os.set_blocking(self._out, False)
        try:
            return self.frames.read(self._out)
        except BlockingIOError:
            return False

    def dump(self) -> None:
        """Make the child write its traceback into the file of its output."""
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.kill(self.pid, DUMP_SIGNAL)
            self._process.wait(_DUMP_S)

    def kill(self) -> None:
        """End the child and all processes that it started. The guard does it; if the guard does not end,
        kill its process group.
        """
        if self._process.poll() is not None:
            return
        for number in (signal.SIGTERM, signal.SIGCONT):
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    @property
    def alive(self) -> bool:
        """Whether the child's process still runs."""
        return self._process.poll() is None

    def ended(self) -> int:
        """Wait at most a second for the child to end, then kill it. Return its exit code, negative for a
        signal.
        """
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        self.kill()
        return self._process.wait()

    def close(self) -> None:
        """Kill the child if it still runs, and close the pipes."""
        self.kill()
        self._process.wait()
        self._starter.end()
        self._close_pipes()

    def _close_pipes(self) -> None:
        for fd in (self._life, self._out, self._pidfd):
            if fd is not None:
                os.close(fd)


def _wide_pipe() -> tuple[int, int]:
    """Return the ends of a pipe that holds 1 MB, so that the child need not wait until its fetches are
    read.
    """
    import fcntl

    ends = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return ends


def _setup(key: bytes, foreign: bool) -> bytes:
    """Return the JSON that the bootstrap script reads first.

    A ``foreign`` interpreter keeps its own import path and borrows a few modules of this one.
    """
    setup = {
        "key": key.hex(),
        "supervisor": os.getpid(),
        "path": None if foreign else sys.path,
        "home": str(_HOME),
        "lent": lent_modules() if foreign else {},
    }
    return json.dumps(setup).encode()
