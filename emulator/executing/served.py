"""A process that answers requests, one after another: a line of JSON each, through its standard streams."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ..record.entries import CheckedJson, Json
from ..running.process.supervisor import cause_of
from ..scratch import remove_all

_END_S = 5.0
_END = (signal.SIGINT, signal.SIGTERM)
# Files in the working directory are the user's: none of them may take the place of a module.
_START = (
    "import sys; sys.path[:] = [one for one in sys.path if one];"
    "from runpy import run_module; run_module(sys.argv[1], run_name='__main__')"
)


class Died(Exception):
    """The process ended before it answered; the text says of what."""


class Served:
    """A process that runs ``module`` in ``folder``, and answers requests. It ends with this process."""

    def __init__(self, module: str, folder: Path, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=dict(env),
            # Ctrl-C in the terminal of its parent is not for this process.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def answer(self, request: str) -> str:
        """Return the answer to a request: both are JSON on one line. Raises Died."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.write(f"{request}\n".encode())
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise Died(cause_of(self._process.wait()))
        return line.decode()

    def close(self) -> None:
        """End the process; kill it if it does not end in time."""
        with suppress(OSError):
            self._process.terminate()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def serve(answer: Callable[[CheckedJson], Json]) -> None:
    """Answer the requests that come through standard input, until it is closed.

    What else writes to standard output, such as a library, must not reach the one who asks.
    """
    for asked in _END:
        signal.signal(asked, signal.default_int_handler)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(requests,), daemon=True).start()
    try:
        with suppress(KeyboardInterrupt, OSError):
            while line := requests.get():
                out.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
                out.flush()
    finally:
        # The end of the work is asked for once more where the process that asks has died meanwhile.
        for asked in _END:
            signal.signal(asked, signal.SIG_IGN)
        remove_all()


def _take(requests: queue.SimpleQueue[bytes]) -> None:
    """Put each request line into the queue. If the process that asks has died, end the work on its last
    request.
    """
    while line := sys.stdin.buffer.readline():
        requests.put(line)
    requests.put(b"")
    main = threading.main_thread().ident
    assert main is not None
    # A signal, because the main thread may wait in a call of the system.
    signal.pthread_kill(main, signal.SIGTERM)
