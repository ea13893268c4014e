"""Find out whether a thread or child process is blocked, although it does not wait on the simulated clock.

On Linux the kernel tells whether it is running, and for how long it has run so far. A thread that waits for
the interpreter's lock wakes up every few milliseconds to ask for it; so a thread that has not run for longer
than that is blocked. On other systems a thread counts as blocked when its topmost frame does not move.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from weakref import WeakSet

# More than twice sys.getswitchinterval(), after which the interpreter's lock is passed on.
_AT_LEAST_S = 0.012
_WITHOUT_KERNEL_S = 0.05

children: WeakSet[Any] = WeakSet()  # the Popen objects of the integration's child processes


@dataclass(frozen=True)
class Task:
    """A thread of this process, or the main thread of a child process."""

    ident: int  # the thread's ident in Python; 0 for a child
    path: str  # its folder in /proc

    @classmethod
    def of(cls, thread: threading.Thread) -> Task:
        return cls(thread.ident or 0, f"/proc/self/task/{thread.native_id}")


@dataclass(frozen=True)
class Activity:
    """Whether a thread or child process is running now, and a value that changes whenever it runs."""

    running: bool  # whether it runs now
    ran: object  # a value that changes whenever the task has run


class Evidence:
    """Remembers for each thread or child process since when it has not run. Callers must hold a lock."""

    def __init__(self) -> None:
        # The last ``Activity.ran`` of each task, and the real time in seconds since when it is the same.
        self._since: dict[Task, tuple[object, float]] = {}
        self._gone: set[Task] = set()  # the tasks that had ended at the last call

    def blocked(self, tasks: list[Task]) -> bool:
        """Whether all these threads and child processes are blocked.

        After False, the caller asks again soon.
        """
        if not tasks:
            return True
        now_s, blocked, since, gone = perf_counter(), True, {}, set()
        for task in tasks:
            activity = activity_of(task)
            if activity is None:
                # It ended just now, and may have woken a task that was checked before that.
                blocked = blocked and task in self._gone
                gone.add(task)
                continue
            ran, began_s = self._since.get(task, (None, now_s))
            if activity.running or activity.ran != ran:
                began_s = now_s
            since[task] = (activity.ran, began_s)
            if activity.running or now_s - began_s < _still_s():
                blocked = False
        self._since, self._gone = since, gone
        return blocked


def _still_s() -> float:
    at_least_s = _AT_LEAST_S if sys.platform == "linux" else _WITHOUT_KERNEL_S
    return max(at_least_s, 2.5 * sys.getswitchinterval())


def activity_of(task: Task) -> Activity | None:
    """Return the Activity of a thread or child process, from the kernel or the topmost frame; None if it
    ended.
    """
    state = _read(f"{task.path}/stat")
    if state is None:
        if sys.platform == "linux":
            return None
        frame = sys._current_frames().get(task.ident)
        return None if frame is None else Activity(False, (id(frame), frame.f_lasti))
    fields = state.rpartition(")")[2].split()
    if fields[0] in ("Z", "X"):
        return None
    ran = _read(f"{task.path}/schedstat")
    # Without schedstat: user and system time, in hundredths of a second.
    return Activity(fields[0] in ("R", "D"), ran or tuple(fields[11:13]))


def child_tasks() -> list[Task]:
    """Return the child processes that this process has started and not yet waited for."""
    module = sys.modules.get("multiprocessing.process")
    processes = getattr(module, "_children", ()) if module is not None else ()
    if not processes and not len(children):
        return []
    pids = [child.pid for child in list(children) if child.returncode is None]
    pids += [process.pid for process in list(processes) if process.pid is not None]
    return [Task(0, f"/proc/{pid}") for pid in pids]


def _read(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
