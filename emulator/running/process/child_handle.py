"""The supervisor's side of one child process: starts it, reads from it, kills it, gets its exit code."""

from __future__ import annotations

import os
import select
import signal
import struct
from contextlib import suppress
from pathlib import Path

from .frames import DUMP_SIGNAL, KEY_BYTES, Frames, write_all
from .guard import STATUS
from .template import Template

_PIPE_BYTES = 1 << 20
# A reader that waits for each byte is woken on another core by each write: 0.1 ms a fetch in the child.
_SHORTEST_GATHERING_S, _LONGEST_GATHERING_S = 0.0005, 0.016
_END_S = 1.0
_DUMP_S = 0.2


class Child:
    """A child process, forked by the process ``template``. It runs the order (what to run) that ``begin``
    gives it.

    ``shared`` are file descriptors that stay open in the child; the last of them gets its stdout and stderr.
    The template forks a guard, which forks the child; a signal to the guard takes effect on both.
    """

    def __init__(self, template: Template, shared: tuple[int, ...]) -> None:
        key = os.urandom(KEY_BYTES)
        self.frames = Frames(key)
        self._template = template
        self._gathering_s = 0.0
        self._begun = False
        self._code: int | None = None
        order_end, self._life = os.pipe()
        self._out, out_end = _wide_pipe()
        # The guard writes how the child ended; the pipe closes when the guard is gone.
        self._end, end_end = os.pipe()
        request = {"in": order_end, "out": out_end, "end": end_end, "output": shared[-1]}
        given = [order_end, out_end, end_end]
        try:
            self._fork = template.fork({**request, "folder": _folder()}, [*given, *shared])
        finally:
            for fd in given:
                os.close(fd)
        self._give(key)

    @property
    def pid(self) -> int | None:
        """The process number of the guard, which forks the child; None until the template has sent it. The
        template is the process that forks the guard.

        Raises UsageError if the template's Python is too old.
        """
        if self._fork.number is None:
            self._template.collect()
        return self._fork.number

    def begin(self, order: bytes) -> None:
        """Send the child its order: what to run, as a pickled ``Order``."""
        self._begun = True
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
        poll.register(self._end, select.POLLIN)
        ready = {fd for fd, _ in poll.poll(wait_s * 1000)}
        if self._out in ready:
            longer_s = self._gathering_s + _SHORTEST_GATHERING_S
            self._gathering_s = min(longer_s, _LONGEST_GATHERING_S)
            return self.frames.read(self._out)
        self._gathering_s = 0.0
        # A process that the integration forked may keep the pipe open after the child's end.
        return self._ended(0) is None

    def _gather(self) -> None:
        """Wait for a moment, so that several fetches gather in the pipe. The end of the child ends the
        wait.
        """
        if self._gathering_s:
            poll = select.poll()
            poll.register(self._end, select.POLLIN)
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
        if self.pid is not None and self._ended(0) is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, DUMP_SIGNAL)
            self._ended(_DUMP_S)

    def kill(self) -> None:
        """End the child and all processes that it started. The guard does it; if the guard does not end,
        kill its process group.
        """
        if self._ended(0) is not None:
            return
        pid = self.pid
        if pid is None:
            # Without an order it ends when its pipe closes. With one it must not come to run.
            if self._begun:
                self._template.stop()
            return
        for number in (signal.SIGTERM, signal.SIGCONT):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if self._ended(_END_S) is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)

    @property
    def alive(self) -> bool:
        """Whether the child's process still runs."""
        return self._ended(0) is None

    def ended(self) -> int:
        """Wait at most a second for the child to end, then kill it. Return its exit code, negative for a
        signal.
        """
        if self._ended(_END_S) is None:
            self.kill()
        code = self._ended(None)
        assert code is not None
        return code

    def _ended(self, wait_s: float | None) -> int | None:
        """Wait at most ``wait_s`` seconds (None: without a limit) until the guard ends. Return the exit
        code of the child; None if the guard has not ended.
        """
        if self._code is not None:
            return self._code
        poll = select.poll()
        poll.register(self._end, select.POLLIN)
        if not poll.poll(None if wait_s is None else wait_s * 1000):
            return None
        status = os.read(self._end, STATUS.size)
        if status:
            os.read(self._end, 1)  # returns when the guard is gone
            self._code = os.waitstatus_to_exitcode(*STATUS.unpack(status))
        elif self.pid is None:
            self._code = self._template.wait()
        else:
            self._code = -signal.SIGKILL
        return self._code

    def close(self, *, waits: bool = False) -> None:
        """End the child and close the pipes.

        A child that ``waits`` for another order ends by itself when its pipe closes. Any other is killed:
        the system does not count the processor time of a process that ends together with its namespace.
        """
        pipes = [self._life, self._out, self._end]
        if waits and self._begun:
            os.close(pipes.pop(0))
            self._ended(_END_S)
        self.kill()
        if self._begun:
            self._ended(None)
        self._template.release()
        for fd in pipes:
            os.close(fd)


def _folder() -> str:
    """Return the working directory; empty if it was deleted."""
    try:
        return str(Path.cwd())
    except OSError:
        return ""


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
