"""Runs the child processes of one run: starts each, reads its fetches, kills it at a limit, starts the next.

If a process dies during a fetch, the fetch still gets one record. The journal holds what the fetch did; the
next child makes the record from the journal and continues from the state that was saved last.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from ...errors import LoadError
from ...masking.mask import MOST_LEARNED
from ...record.codec import CodecError
from ...record.fetch_run import COMPLETE, CRASHED, TIMEOUT, Stop
from ...record.journal import JournalReader
from ...record.product_event import VendorEvent
from ...record.store.row import unpack
from ...record.store.stored_fetch import StoredRun
from ...record.trace import Trace, Wanted
from ...scratch import temporary
from ..death import Death, traceback_rows
from ..plan import Plan
from .checkpoints import Checkpoint, Checkpoints
from .child_handle import Child
from .children import Children
from .frames import (
    AGAIN,
    BUG,
    ENTER,
    ERROR,
    FACTS,
    LEARNED,
    READ,
    READY,
    ROW,
    STATE,
    STOP,
    TRACE,
    TRUTH,
    WAITS,
    BadFrame,
)
from .order import Facts, Limits, Order
from .sent import (
    bug_of,
    error_of,
    facts_of,
    learned_of,
    stop_of,
    take_reads,
    trace_of,
    truth_of,
)
from .watch import Watch

_TRACE_BYTES = 16_000
_MOST_OUTPUT_BYTES = 64 << 20


class Supervisor:
    """Runs one plan in child processes; call ``events`` once.

    ``tz`` is the child's time zone. ``python`` is the path of its interpreter, None for the one of this
    process. ``learn`` is called with each secret that the child receives. ``vendor`` is the name of the
    vendor file, for messages about its code. ``env`` are the names of environment variables that the child
    gets beside the usual ones. ``children`` starts the children; None makes a new one. ``wanted`` says which
    fetches are traced: the trace of a fetch follows the fetch, or comes before it if the process dies in it.
    ``meanwhile`` is called once, when the first child has got its order. ``begin`` is the checkpoint after
    which the run begins, None for its start.
    """

    def __init__(
        self,
        plan: Plan,
        limits: Limits,
        tz: str = "UTC",
        python: str | None = None,
        learn: Callable[[str], None] = lambda secret: None,
        vendor: str = "",
        env: tuple[str, ...] = (),
        children: Children | None = None,
        wanted: Wanted | None = None,
        meanwhile: Callable[[], object] = lambda: None,
        begin: Checkpoint | None = None,
    ) -> None:
        self._plan = plan
        self._env = env
        self._children = children
        self._wanted = wanted
        self._meanwhile = meanwhile
        self._limits = limits
        self._tz = tz
        self._python = python
        self._learn = learn
        self._vendor = vendor
        self._in_vendor = False
        self._state: bytes | None = begin.state if begin is not None else None
        self._next_state: bytes | None = None
        self._learned: deque[str] = deque(begin.learned if begin is not None else (), MOST_LEARNED)
        self._truth: list[VendorEvent] = []
        self._stop: Stop | None = None
        self._facts_sent = self._ready = self._again = self._waits = False
        self._done = begin.cycle if begin is not None else 0
        self._broke: Death | None = None
        self._checkpoints: Checkpoints | None = None

    def events(self) -> Generator[Facts | StoredRun | Trace | Stop, None, None]:
        """Yield the Facts, then each fetch, then the Stop. Closing the generator ends the child.

        Raises:
            XfetchError: an error that the child raised, with the same class.
            RuntimeError: xfetch's own code failed in the child before the first fetch.
        """
        death: Death | None = None
        unread = False
        with ExitStack() as stack:
            if self._children is None:
                self._children = stack.enter_context(Children())
            if self._wanted is None:
                self._checkpoints = self._children.checkpoints = Checkpoints()
            journal, fault_fd = self._children.journal, self._children.fault_fd
            tmp = stack.enter_context(child_folder())
            env = {"TZ": self._tz, "TMPDIR": str(tmp)}
            # A repetition reads what the first run has read.
            record = self._children.reads is not None and self._wanted is None
            order = Order(self._plan, env, journal, fault_fd, wanted=self._wanted, record=record)
            while self._stop is None:
                before, self._ready, self._again = self._done, False, False
                self._in_vendor = False
                self._broke = None
                # The integration may have removed this folder.
                tmp.mkdir(mode=0o700, exist_ok=True)
                os.ftruncate(fault_fd, 0)
                journal.restore()
                order = replace(
                    order,
                    facts_sent=self._facts_sent,
                    state=self._state,
                    learned=tuple(self._learned),
                    death=death,
                    unread=unread,
                )
                end = yield from self._one_child(order, self._children)
                progress = self._done > before
                if self._children.reads is not None and self._stop is None and not self._again:
                    self._children.reads.refuse(f"its process died: {end.message}")
                if self._again:
                    death = None
                elif self._stop is None and death is not None and not (progress or unread):
                    # What the fetch did may be too much for any child: its death alone is recorded.
                    what = f"{death.message}; what it did could not be read: {end.message}"
                    death, unread = replace(death, message=what), True
                elif self._stop is None:
                    self._check_progress(end, progress, first=death is None)
                    death, unread = end, False

    def _one_child(
        self, order: Order, children: Children
    ) -> Generator[Facts | StoredRun | Trace | Stop, None, Death]:
        """Run one child to its end, yield what it sends, and return how it died.

        The result has no meaning if the child sent a Stop, or ended because the server restarts in the
        scenario.
        """
        child = children.start(self._python, self._env)
        kept = False
        try:
            child.begin(pickle.dumps(order))
            watch = Watch(lambda: child.pid, JournalReader(order.journal), self._limits)
            try:
                self._meanwhile()
                self._meanwhile = lambda: None
                end = yield from self._run_to_end(child, watch, order.fault_fd)
            except KeyboardInterrupt:
                # Fetches that the child finished before the user's Ctrl-C are kept.
                child.kill()
                yield from self._read_rest(child, watch)
                raise
            kept = self._waits and self._stop is not None and self._stop.reason == COMPLETE
            if kept:
                children.keep(child, self._python, self._env)
            if self._stop is not None:
                # The caller can go on while the child ends.
                yield self._stop
            return end
        finally:
            if not kept:
                child.close()

    def _run_to_end(
        self, child: Child, watch: Watch, fault_fd: int
    ) -> Generator[Facts | StoredRun | Trace, None, Death]:
        death: Death | None = None
        while death is None and child.listen(watch.look_s):
            yield from self._handle_frames(child, watch)
            _bound(fault_fd)
            if self._stop is not None or self._again:
                # The child sends nothing more, and needs nothing more to end.
                return Death(CRASHED, "")
            death = watch.verdict(self._done, self._ready)
        if death is not None:
            if death.status == TIMEOUT:
                child.dump()
            child.kill()
        yield from self._read_rest(child, watch)
        if self._stop is not None or self._again:
            return Death(CRASHED, "")
        death = death or self._broke or Death(CRASHED, cause_of(child.ended()))
        return replace(death, trace=_text(fault_fd))

    def _read_rest(self, child: Child, watch: Watch) -> Iterator[Facts | StoredRun | Trace]:
        """Read what is left in the pipe after the child's end."""
        while child.rest():
            yield from self._handle_frames(child, watch)
        yield from self._handle_frames(child, watch)

    def _handle_frames(self, child: Child, watch: Watch) -> Iterator[Facts | StoredRun | Trace]:
        """Handle each complete frame that the child has sent.

        A frame that xfetch's own code in the child cannot have written stops the run: nothing more is read,
        and the fetches before it are kept.
        """
        if self._stop is not None:
            return
        try:
            for kind, payload in child.frames.whole():
                yield from self._handle(kind, payload, watch)
        except (BadFrame, ValueError) as error:
            self._stop = Stop(
                f"cycle {self._done + 1} wrote into a pipe of xfetch's own ({error}), so nothing more is"
                " read from its process"
            )
            child.kill()

    def _handle(
        self, kind: int, payload: bytes, watch: Watch
    ) -> Iterator[Facts | StoredRun | Trace]:
        if kind == STATE:
            self._next_state = payload
        elif kind == ROW:
            run = _checked_run(payload, self._done + 1)
            # A row belongs to the state before it; a kill may come between the two.
            self._done += 1
            self._state = self._next_state
            if self._checkpoints is not None and self._state is not None:
                self._checkpoints.see(self._done, self._state, self._learned)
            yield run
        elif kind == TRACE:
            yield trace_of(payload)
        elif kind == LEARNED:
            for secret in learned_of(payload):
                self._learned.append(secret)
                self._learn(secret)
        elif kind == TRUTH:
            watch.go_on()
            self._truth.extend(truth_of(payload))
        elif kind == ENTER:
            self._in_vendor = True
            watch.spare()
        elif kind == FACTS:
            self._in_vendor = False
            watch.spare()
            if not self._facts_sent:
                self._facts_sent = True
                yield facts_of(payload, self._truth)
        elif kind == AGAIN:
            self._state, self._again = self._next_state, True
        elif kind == READY:
            self._ready = True
        elif kind == WAITS:
            self._waits = True
        elif kind == READ:
            if self._children is not None and self._children.reads is not None:
                take_reads(payload, self._children.reads)
        elif kind == STOP:
            self._stop = stop_of(payload)
        elif kind == ERROR:
            raise error_of(payload)
        elif kind == BUG:
            self._break(bug_of(payload))

    def _break(self, bug: RuntimeError) -> None:
        """Treat a failure of xfetch's own code in the child like the death of the child, since the
        integration can change the modules that this code uses. Raise ``bug`` if it happened before the
        first fetch.
        """
        if not self._ready and not self._done:
            raise bug
        self._broke = Death(CRASHED, f"xfetch's own code failed {bug}")

    def _check_progress(self, death: Death, progress: bool, first: bool) -> None:
        """Raise LoadError if the child died before it was ready, or if it finished no fetch and the child
        before it had died too: the next child would die in the same way.
        """
        if self._ready and (progress or first):
            return
        target = self._plan.request.target.name
        raise LoadError(
            f"the process died before it could fetch anything: {death.message}",
            where=(self._in_vendor and self._vendor) or target,
            advice=tuple(traceback_rows(death.trace)[-3:]),
        )


def _checked_run(payload: bytes, cycle: int) -> StoredRun:
    """Parse the complete row of a fetch, so that later readers find it valid; return the fetch.

    Raises ValueError for a row that is not valid, or that belongs to another cycle than ``cycle``.
    """
    run = StoredRun(unpack(payload))
    if run.cycle != cycle:
        raise CodecError(f"the record of cycle {run.cycle} instead of cycle {cycle}")
    run.check()
    return run


def cause_of(code: int) -> str:
    """Return in words how a process with this exit code ended; a negative code means a signal."""
    if code >= 0:
        return f"the process ended itself with exit code {code}"
    with suppress(ValueError):
        return f"the process died of {signal.Signals(-code).name}"
    return f"the process died of signal {-code}"


def _bound(fd: int) -> None:
    """Empty the file of the child's output when it is too large: native code may print without end, and
    the file lies in memory.
    """
    if os.fstat(fd).st_size > _MOST_OUTPUT_BYTES:
        os.ftruncate(fd, 0)


def _text(fd: int) -> str:
    size = os.fstat(fd).st_size
    return os.pread(fd, _TRACE_BYTES, max(size - _TRACE_BYTES, 0)).decode("utf-8", "replace")


@contextmanager
def child_folder() -> Iterator[Path]:
    """A context with a temporary folder for all children. It is removed here, since the children may be
    killed before they could do it.
    """
    with temporary() as run:
        # The integration may remove the inner folder; the outer one holds the lock.
        folder = run / "tmp"
        folder.mkdir(mode=0o700)
        yield folder
