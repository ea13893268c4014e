"""The supervisor's side of a series: it has many plans of one integration run in one child process.

A plan whose run is unusual (its process dies or takes too long or too much memory, its vendor fails, or it
cannot be set up) has no result here. The caller must run it in a process of its own.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...record.fetch_run import Stop
from ...record.product_event import VendorEvent
from ...record.store.row import unpack
from ...record.store.stored_fetch import StoredRun
from ..plan import Plan
from .child_handle import Child
from .children import Children
from .frames import ALONE, BUG, ERROR, FACTS, READY, ROW, STOP, TRUTH, WAITS, BadFrame
from .memory import resident_bytes
from .order import Facts, Order
from .real_time import RealTime
from .sent import facts_of, stop_of, truth_of
from .supervisor import child_folder

_LOOK_S = 0.1
_START_S = 60.0


@dataclass
class Ran:
    """How one plan ran: its facts, its fetches, the reason for its end. The fetches are not masked: they may
    be judged, but not shown.
    """

    facts: Facts
    runs: list[StoredRun] = field(default_factory=list)
    stop: Stop | None = None


class Series:
    """Has plans run one after another in the child processes of ``children``; call ``results`` once.

    ``limit_s`` is the real time that one plan may take.
    """

    def __init__(self, plans: Sequence[Plan], children: Children, limit_s: float) -> None:
        self._plans = plans
        self._children = children
        self._limit_s = limit_s
        self._truth: list[VendorEvent] = []
        self._ran: Ran | None = None
        self._ready = self._waits = self._broken = False

    def results(self) -> Iterator[Ran | None]:
        """Yield for each plan, in order, how it ran; None for a plan that must be run by itself.

        Raises UsageError if the interpreter for the child cannot be run.
        """
        done = 0
        with child_folder() as tmp:
            while done < len(self._plans):
                tmp.mkdir(mode=0o700, exist_ok=True)
                before = done
                for ran in self._in_one_child(self._plans[done:], str(tmp)):
                    done += 1
                    yield ran
                if done == before:
                    # The child ended in this plan, or could not begin.
                    done += 1
                    yield None

    def _in_one_child(self, plans: Sequence[Plan], tmp: str) -> Iterator[Ran | None]:
        request = plans[0].request
        python, env = request.isolation.python, request.container.env
        children = self._children
        variables = {"TZ": plans[0].scenario.tz, "TMPDIR": tmp}
        order = Order(plans[0], variables, children.journal, children.fault_fd, series=tuple(plans))
        children.journal.restore()
        child = children.start(python, env)
        self._ready = self._waits = self._broken = False
        self._truth, self._ran = [], None
        kept, left = False, len(plans)
        try:
            child.begin(pickle.dumps(order))
            for ran in self._listened(child):
                left -= 1
                yield ran
            kept = self._waits and not left
            if kept:
                children.keep(child, python, env)
        finally:
            if not kept:
                child.close()

    def _listened(self, child: Child) -> Iterator[Ran | None]:
        """Yield the results that a child sends, until it waits, ends, or takes too long."""
        lasts = RealTime(lambda: child.pid)
        most = self._plans[0].request.isolation.memory_bytes
        while child.listen(_LOOK_S):
            ready = self._ready
            for ran in self._handled(child):
                yield ran
                lasts.restart()
            if self._ready and not ready:
                lasts.restart()
            if self._waits or self._broken:
                return
            limit_s = self._limit_s if self._ready else _START_S
            if lasts.exceeds(limit_s) or _uses_more(child, most):
                return
        while child.rest():
            pass
        yield from self._handled(child)

    def _handled(self, child: Child) -> Iterator[Ran | None]:
        try:
            for kind, payload in child.frames.whole():
                if kind == TRUTH:
                    self._truth.extend(truth_of(payload))
                elif kind == FACTS:
                    self._ran = Ran(facts_of(payload, self._truth))
                    self._truth = []
                elif kind == ROW and self._ran is not None:
                    self._ran.runs.append(StoredRun(unpack(payload)))
                elif kind == STOP and self._ran is not None:
                    self._ran.stop = stop_of(payload)
                    yield self._ran
                    self._ran = None
                elif kind == ALONE:
                    yield None
                elif kind == READY:
                    self._ready = True
                elif kind == WAITS:
                    self._waits = True
                elif kind in (ERROR, BUG):
                    self._broken = True
        except (BadFrame, ValueError):
            # The integration wrote into the pipe. A run by itself reports that.
            self._broken = True


def _uses_more(child: Child, most_bytes: int | None) -> bool:
    pid = child.pid
    return most_bytes is not None and pid is not None and resident_bytes(pid) > most_bytes
