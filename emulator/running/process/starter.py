"""A thread that starts a child process and lives as long as the child may live."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import Popen
from threading import Event, Thread


class Starter:
    """Starts one process in a thread and keeps that thread: on Linux the process would end together with the
    thread that started it.

    The caller's own thread may end before its children do, since a test runner may call xfetch in any thread.
    """

    def __init__(self, start: Callable[[], Popen[bytes]]) -> None:
        self._start = start
        self._process: Popen[bytes] | None = None
        self._error: BaseException | None = None
        self._tried, self._over = Event(), Event()
        Thread(target=self._run, name="xfetch-starter", daemon=True).start()

    def _run(self) -> None:
        try:
            self._process = self._start()
        except BaseException as error:
            self._error = error
        self._tried.set()
        if self._process is not None:
            self._over.wait()

    def process(self) -> Popen[bytes]:
        """Return the started process. Raises the exception that its start raised."""
        self._tried.wait()
        if self._process is None:
            assert self._error is not None
            raise self._error
        return self._process

    def end(self) -> None:
        """End the thread, after the process has ended."""
        self._over.set()
