"""The process between the supervisor and the one that runs the fetches.

It is the parent that an integration sees, so a signal to its parent does not meet the supervisor. On Linux
it adopts every process that the integration leaves behind, and ends it, one in a session of its own
included. It ends when the supervisor ends, also when that is killed. Where the system has no ``prctl``, only
what stays in the process group is found.

The bootstrap imports it by its bare name, before anything else of ours can be imported.
"""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PARENT_DEATH_SIGNAL, _ADOPT_ORPHANS = 1, 36
_DUMP, _END = signal.SIGUSR2, signal.SIGTERM
_WATCHED = {signal.SIGCHLD, _DUMP, _END}
# What ends a process that does not expect it: an integration may send it to its parent.
_IGNORED = (
    signal.SIGIO,
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGALRM,
)
_MOST_FD = 4096


def fork_guarded(supervisor: int) -> None:
    """Return in a new process; this one stands guard over it, and never comes back."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    _control(_PARENT_DEATH_SIGNAL, _END)
    _control(_ADOPT_ORPHANS, 1)
    guard = os.getpid()
    if os.getppid() != supervisor:  # it died before its death was of interest here
        os._exit(1)
    worker = os.fork()
    if worker == 0:
        _control(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != guard:
            os._exit(1)
        # What the command line blocks is not blocked here.
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        return
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    os.closerange(3, _MOST_FD)
    status = _watch(worker, supervisor)
    _end_all(worker)
    _end_like(status)


def _control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, int(value), 0, 0, 0)


def _watch(worker: int, supervisor: int) -> int:
    """Wait for the worker's end; the answer is its status as ``waitpid`` has it."""
    while True:
        number, sender = _signal()
        ours = sender in (None, supervisor)
        if number == signal.SIGCHLD:
            status = _ended(worker)
            if status is not None:
                return status
        elif number == _DUMP and ours:
            os.kill(worker, _DUMP)
        elif number == _END and (ours or os.getppid() != supervisor):
            return int(signal.SIGKILL)


def _signal() -> "tuple[int, int | None]":
    """The next signal, and who sent it, where the system tells."""
    if not hasattr(signal, "sigwaitinfo"):
        return signal.sigwait(_WATCHED), None
    info = signal.sigwaitinfo(_WATCHED)
    return info.si_signo, info.si_pid


def _ended(worker: int) -> "int | None":
    """Take notice of every child that ended; the answer is the worker's status, if it is among them."""
    found = None
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid == worker:
                found = status
    return found


def _end_all(worker: int) -> None:
    """Kill the worker and what it left, until nothing is there: what a killed one leaves comes here, too."""
    with suppress(ChildProcessError):
        while True:
            for pid in {worker, *_children()}:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            os.waitpid(-1, 0)


def _children() -> "list[int]":
    me = os.getpid()
    try:
        return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]
    except OSError:
        return []


def _end_like(status: int) -> None:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        os.kill(os.getpid(), number)
        os._exit(128 + number)
    os._exit(os.WEXITSTATUS(status))
