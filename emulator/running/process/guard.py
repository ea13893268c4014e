"""The process between the template (from which child processes are forked) and the worker (which runs the
fetches).

The guard is the parent that an integration sees, so a signal to the parent does not reach the supervisor. On
Linux the guard adopts every process that the integration leaves behind, and ends it, also one in a session of
its own. The guard ends when the supervisor ends, even if that is killed. On systems without ``prctl`` it
finds only what stays in its process group.

Where Linux allows it there are two guards. The outer one keeps its process number on the machine. The inner
one is process 1 of a namespace of process numbers, and the worker is process 2 there: the integration has no
number for any process outside, so it can send no signal to one. When the inner guard ends, the kernel ends
all processes in the namespace.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from .namespaces import NEW_NUMBERS, mount_process_numbers, unshare

_PARENT_DEATH_SIGNAL, _ADOPT_ORPHANS = 1, 36
_DUMP, _END = signal.SIGUSR2, signal.SIGTERM
_WATCHED = {signal.SIGCHLD, _DUMP, _END}
# An integration may send them to its parent, and each would end a process that does not handle it.
_IGNORED = (
    signal.SIGIO,
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGALRM,
)
_MOST_FD = 4096
_NUMBER = STATUS = struct.Struct("<i")


class Owner(NamedTuple):
    """The processes that may end a guard. Both are 0 in a namespace, where processes outside have no
    number.
    """

    supervisor: int  # its signals are obeyed
    parent: int  # the guard ends when it dies


_OUTSIDE = Owner(0, 0)


def be_template(supervisor: int) -> None:
    """Turn this process into a template, from which others are forked: it ends together with the
    supervisor, and ignores signals of an integration. It also collects the exit codes of its forks that
    have ended.
    """
    _control(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != supervisor:  # it died before the line above
        os._exit(1)
    for number in {*_IGNORED, *_WATCHED}:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda number, frame: _reap())


def end_template() -> NoReturn:
    """Wait until the forks of this process have ended, then end it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    os._exit(0)


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def fork_guarded(supervisor: int, parent: int, end_to: int) -> None:
    """Fork a worker and return in it; this process becomes its guard and never returns.

    The guard has a session of its own, so that Ctrl-C in the terminal does not reach it. It writes to the
    descriptor ``end_to`` how the worker ended: 4 bytes, the status in the form of ``waitpid``.
    """
    os.setsid()
    signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    for number in {*_IGNORED, *_WATCHED}:
        signal.signal(number, signal.SIG_DFL)
    _control(_PARENT_DEATH_SIGNAL, _END)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)
    _control(_ADOPT_ORPHANS, 1)
    owner = Owner(supervisor, parent)
    status_of = _fork_inner_guard(owner, end_to)
    if status_of is None:
        _fork_worker(owner, end_to, end_to)
    else:
        _fork_worker(_OUTSIDE, status_of, end_to)
    # The command line may block signals, and this process inherited that.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _fork_worker(owner: Owner, status_to: int, end_to: int) -> None:
    """Fork a worker and return in it. The guard writes the worker's status to ``status_to``."""
    guard = os.getpid()
    worker = os.fork()
    if worker:
        _guard(worker, owner, status_to)
    _control(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != guard:
        os._exit(1)
    for fd in {status_to, end_to}:
        os.close(fd)


def _fork_inner_guard(owner: Owner, end_to: int) -> int | None:
    """Fork a process that becomes process 1 of a new namespace of process numbers, and return in it. If that
    works, this process guards the new one and never returns; if the system refuses the namespace, return
    None in this process.

    In process 1, return the descriptor to which it must write how its worker ended, since process 1 cannot
    end itself by a signal.

    A third process makes the namespace and ends at once, so that this process can still fork outside of the
    namespace.
    """
    if sys.platform != "linux":
        return None
    status_from, status_to = os.pipe()
    adopted_from, adopted = os.pipe()
    between = os.fork()
    if between == 0:
        os.close(adopted)
        os.close(status_from)
        _become_first(status_to, adopted_from)
        return status_to
    os.close(status_to)
    os.close(adopted_from)
    os.waitpid(between, 0)
    first = _read_number(status_from)
    # The process between is gone, so process 1 is a child of this one.
    os.close(adopted)
    if first is not None and os.read(status_from, 1):
        _guard(first, owner, end_to, status_from)
    os.close(status_from)
    if first is not None:
        os.waitpid(first, 0)
    return None


def _become_first(status_to: int, adopted_from: int) -> None:
    """Return in the process that is number 1 of a new namespace, when its /proc is mounted. End the process
    if the system refuses that.

    ``status_to`` gets the number that the process has on the machine, and one byte when all is done.
    """
    try:
        unshare(NEW_NUMBERS)
        first = os.fork()
        if first:
            os.write(status_to, _NUMBER.pack(first))
            os._exit(0)
        # A group of its own: a signal to the old group would reach the guard outside.
        os.setsid()
        mount_process_numbers()
        os.read(adopted_from, 1)
        os.close(adopted_from)
        _control(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        os.write(status_to, b"1")
    except BaseException:  # also what the other interpreter of --python raises
        os._exit(1)
    with suppress(OSError):
        poll = select.poll()
        poll.register(status_to, 0)
        if poll.poll(0):  # the guard outside died before its death was of interest here
            os._exit(1)


def _read_number(fd: int) -> int | None:
    """Read a process number from the descriptor; return None if the writers ended without writing one."""
    found = os.read(fd, _NUMBER.size)
    return int(_NUMBER.unpack(found)[0]) if len(found) == _NUMBER.size else None


def _guard(worker: int, owner: Owner, status_to: int, status_from: int | None = None) -> NoReturn:
    """Watch the worker until it ends or the supervisor wants it to end. Then end all processes that it
    left, write the status of the worker to ``status_to``, and end.

    An inner guard cannot end itself by a signal, so it writes its worker's status to ``status_from`` of the
    outer one.
    """
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    lowest = 3
    for fd in sorted({status_to, status_to if status_from is None else status_from}):
        os.closerange(lowest, fd)
        lowest = fd + 1
    os.closerange(lowest, max(lowest, _MOST_FD))
    status = _watch(worker, owner)
    _end_all(worker)
    if status_from is not None:
        reported = _read_number(status_from)
        status = status if reported is None else reported
    os.write(status_to, _NUMBER.pack(status))
    os._exit(0)


def _control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, int(value), 0, 0, 0)


def _watch(worker: int, owner: Owner) -> int:
    """Wait until the worker ends; return its status in the form of ``waitpid``. If the supervisor died or
    wants the worker to end, return the status of a killed process at once.
    """
    while True:
        number, sender = _signal()
        ours = sender in (None, owner.supervisor)
        if number == signal.SIGCHLD:
            status = _ended(worker)
            if status is not None:
                return status
        elif number == _DUMP and ours:
            os.kill(worker, _DUMP)
        elif number == _END and (ours or os.getppid() != owner.parent):
            return int(signal.SIGKILL)


def _signal() -> tuple[int, int | None]:
    """Wait for a signal; return it and the process number of its sender, None where that is unknown."""
    if not hasattr(signal, "sigwaitinfo"):
        return signal.sigwait(_WATCHED), None
    info = signal.sigwaitinfo(_WATCHED)
    return info.si_signo, info.si_pid


def _ended(worker: int) -> int | None:
    """Reap every child that ended; return the worker's status where the worker is among them."""
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
    """Kill the worker and its remaining processes until this process has no child left. Children of a
    killed process become children of this one.
    """
    with suppress(ChildProcessError):
        while True:
            for pid in {worker, *_children()}:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            os.waitpid(-1, 0)


def _children() -> list[int]:
    me = os.getpid()
    try:
        return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]
    except OSError:
        return []
