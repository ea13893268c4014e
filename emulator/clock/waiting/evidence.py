"""Whether a thread or a child process that nobody saw starting to wait can still run.

On Linux the kernel says whether it runs, and how long it ran so far. A thread that waits for the
interpreter's lock asks for it again every few milliseconds, and so has run; one that has not run for
longer than that is blocked. Elsewhere its topmost frame has to stay where it is.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from weakref import WeakSet

# The interpreter's lock changes hands after sys.getswitchinterval(); twice that, and some.
_AT_LEAST_S = 0.012
_WITHOUT_KERNEL_S = 0.05

children: WeakSet[Any] = WeakSet()


@dataclass(frozen=True)
class Task:
    """A thread of this process, or the first one of a child; ``path`` is its folder in /proc."""

    ident: int
    path: str

    @classmethod
    def of(cls, thread: threading.Thread) -> Task:
        return cls(thread.ident or 0, f"/proc/self/task/{thread.native_id}")


@dataclass(frozen=True)
class Activity:
    """``running`` now; ``ran`` changes whenever it ran."""

    running: bool
    ran: object


class Evidence:
    """Remembers since when each task has not run. Not safe for several threads at once."""

    def __init__(self) -> None:
        self._since: dict[Task, tuple[object, float]] = {}
        self._gone: set[Task] = set()

    def blocked(self, tasks: list[Task]) -> bool:
        """Whether all of them are; look again some milliseconds later when not."""
        if not tasks:
            return True
        now_s, blocked, since, gone = perf_counter(), True, {}, set()
        for task in tasks:
            activity = activity_of(task)
            if activity is None:
                # It ended just now, and may have let somebody go who has not been looked at since.
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
    """What the kernel says of it, else where its topmost frame is; None when it is gone."""
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
    # Where there is no schedstat: user and system time, in hundredths of a second.
    return Activity(fields[0] in ("R", "D"), ran or tuple(fields[11:13]))


def child_tasks() -> list[Task]:
    """The child processes that were started and not waited for yet."""
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
