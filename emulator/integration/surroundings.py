"""Set up the process for an execution, and restore it: environment, folder, streams, threads."""

from __future__ import annotations

import io
import logging
import os
import shutil
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from ..scratch import temporary
from .environment import environment_at_work

_OWN = "work"
_PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")


class LoggedStream(io.TextIOBase):
    """Replaces stdout or stderr while integration code runs: every text written becomes a log line.

    In production, writing to stdout breaks the protocol (observed in production's code).
    """

    def __init__(self, name: str, log: Callable[[str, str], None]) -> None:
        self._name = name
        self._log = log

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text.strip():
            self._log(self._name, text.rstrip("\n"))
        return len(text)


@contextmanager
def workplace() -> Iterator[Path]:
    """Create a temporary working directory for all cycles of a run; delete it when the context closes."""
    with temporary() as run:
        # The integration may remove its working directory, but not the locked folder around it.
        folder = run / _OWN
        folder.mkdir(mode=0o700)
        yield folder


@contextmanager
def at_work(
    folder: Path, log: Callable[[str, str], None], env: tuple[str, ...] = ()
) -> Iterator[None]:
    """Switch to the integration's working directory, small environment and logged streams for this context.

    The proxy variables in this environment are empty. Everything is restored when the context closes.
    """
    home = Path.cwd()
    environment = dict(os.environ)
    streams, hook = (sys.stdout, sys.stderr), sys.breakpointhook
    try:
        if hook is sys.__breakpointhook__:
            sys.breakpointhook = partial(_debug, streams)
        _restore_environment(
            {**environment_at_work(environment, env), **dict.fromkeys(_PROXIES, "")}
        )
        os.chdir(folder)
        sys.stdout, sys.stderr = LoggedStream("stdout", log), LoggedStream("stderr", log)
        yield
    finally:
        sys.stdout, sys.stderr = streams
        sys.breakpointhook = hook
        os.chdir(home)
        _restore_environment(environment)


def _debug(streams: tuple[Any, Any], *args: Any, **options: Any) -> Any:
    """Open the debugger for ``breakpoint()`` on ``streams``, the stdout and stderr of xfetch itself.

    The integration's own stdout and stderr write to the log. They are replaced while the debugger runs. The
    debugger is pdb, or the one that the environment variable PYTHONBREAKPOINT names.
    """
    logged = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams
    try:
        if os.environ.get("PYTHONBREAKPOINT"):
            return sys.__breakpointhook__(*args, **options)
        from pdb import Pdb

        return Pdb(stdin=sys.stdin, stdout=streams[0]).set_trace(sys._getframe(1))
    finally:
        sys.stdout, sys.stderr = logged


@contextmanager
def untouched(folder: Path) -> Iterator[None]:
    """Restore, after an execution, what integration code may change in the process, so that all start the
    same.

    These are environment, sys.path, streams, root logger, socket timeout, warnings, and the working
    directory, which is emptied.
    """
    environment, path = _environment(), list(sys.path)
    streams = sys.stdout, sys.stderr
    handlers, level = list(logging.root.handlers), logging.root.level
    timeout_s = socket.getdefaulttimeout()
    threads = set(threading.enumerate())
    try:
        with warnings.catch_warnings():
            yield
            _await_threads(threads)
    finally:
        sys.stdout, sys.stderr = streams
        logging.root.handlers[:] = handlers
        if logging.root.level != level:
            # Only if it changed: setting the level clears the cache of every logger.
            logging.root.setLevel(level)
        socket.setdefaulttimeout(timeout_s)
        sys.path[:] = path
        if _environment() != environment:
            _mend_environment(environment)
        _go_home(folder)
        _empty(folder)


def _go_home(folder: Path) -> None:
    try:
        os.chdir(folder)
    except FileNotFoundError:  # the integration removed it
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)


def _await_threads(before: set[threading.Thread]) -> None:
    """Wait for the threads that the execution started, except daemons, as Python does when a process ends."""
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join()


def _environment() -> dict[Any, Any]:
    """Return the environment variables as bytes: ``os.environ`` would decode every name and value."""
    return dict(getattr(os.environ, "_data", os.environ))


def _mend_environment(environment: dict[Any, Any]) -> None:
    """Restore the environment variables, and their order, after the integration changed them.

    This works on the encoded form inside ``os.environ``, which is faster.
    """
    now = _environment()
    for name in now.keys() - environment.keys():
        del os.environ[os.fsdecode(name)]
    for name, value in environment.items():
        if now.get(name) != value:
            os.environ[os.fsdecode(name)] = os.fsdecode(value)
    kept = getattr(os.environ, "_data", None)
    if isinstance(kept, dict):
        kept.clear()
        kept.update(environment)


def _restore_environment(environment: dict[str, str]) -> None:
    if dict(os.environ) != environment:
        os.environ.clear()
        os.environ.update(environment)


def _empty(folder: Path) -> None:
    # Time 0 was set below; any new file changes it.
    if folder.stat().st_mtime_ns == 0:
        return
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child, ignore_errors=True)
        else:
            with suppress(OSError):
                child.unlink()
    os.utime(folder, ns=(0, 0))
