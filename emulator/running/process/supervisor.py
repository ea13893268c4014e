"""Watches over the children of one run: reads what they did, ends what does not end, starts the next.

A fetch that dies with its process is one record: the journal says what it did, and the next child, which
starts from what was committed, makes the record from it.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...errors import LoadError
from ...integration.environment import small_environment
from ...masking.mask import MOST_LEARNED
from ...record.codec import CodecError
from ...record.fetch_run import CRASHED, TIMEOUT
from ...record.journal import JournalReader, appended_file, journal_files
from ...record.product_event import VendorEvent
from ...record.stop import Stop
from ...record.store.row import unpack
from ...record.store.stored_fetch import StoredRun
from ...scratch import temporary
from ..death import Death
from .child_handle import Child
from .frames import (
    AGAIN,
    BUG,
    ENTER,
    ERROR,
    FACTS,
    LEARNED,
    READY,
    ROW,
    STATE,
    STOP,
    TRUTH,
    BadFrame,
)
from .order import Facts, Limits, Order
from .sent import bug_of, error_of, facts_of, learned_of, stop_of, truth_of
from .watch import Watch

_TRACE_BYTES = 16_000
_MOST_OUTPUT_BYTES = 64 << 20


class Supervisor:
    """``request`` is what the child prepares anew, ``tz`` its zone, ``python`` its interpreter (None for
    this one). ``learn`` is given each secret that the child learns. ``vendor`` names the file whose code
    runs between ENTER and FACTS. ``env`` are the names of variables that the user passes on. ``events``
    runs it, once."""

    def __init__(
        self,
        request: Any,
        limits: Limits,
        tz: str = "UTC",
        python: str | None = None,
        learn: Callable[[str], None] = lambda secret: None,
        vendor: str = "",
        env: tuple[str, ...] = (),
    ) -> None:
        self._request = request
        self._env = env
        self._limits = limits
        self._tz = tz
        self._python = python
        self._learn = learn
        self._vendor = vendor
        self._in_vendor = False
        self._state: bytes | None = None
        self._next_state: bytes | None = None
        self._learned: deque[str] = deque(maxlen=MOST_LEARNED)
        self._truth: list[VendorEvent] = []
        self._stop: Stop | None = None
        self._told = self._ready = self._again = False
        self._done = 0
        self._broke: Death | None = None

    def events(self) -> Generator[Facts | StoredRun | Stop, None, None]:
        """First Facts, then each fetch, at last the Stop.

        Raises what the child raised: XfetchErrors as themselves, a bug as RuntimeError. Closing the
        generator ends the child.
        """
        death: Death | None = None
        unread = False
        with (
            journal_files() as journal,
            appended_file() as fault_fd,
            _folder() as tmp,
            _starter() as self._start,
        ):
            # The platform's images have the locale C.UTF-8 (observed), whatever this machine has.
            own = {"TZ": self._tz, "TMPDIR": str(tmp), "PYTHONUTF8": "1"}
            # Sets of texts have one order, in every process.
            own["PYTHONHASHSEED"] = "0"
            env = {**small_environment(os.environ, self._env), **own}
            order = Order(self._request, journal, fault_fd)
            while self._stop is None:
                before, self._ready, self._again = self._done, False, False
                self._in_vendor = False
                self._broke = None
                # The integration may have removed it.
                tmp.mkdir(mode=0o700, exist_ok=True)
                os.ftruncate(fault_fd, 0)
                journal.restore()
                order = replace(
                    order,
                    told=self._told,
                    state=self._state,
                    learned=tuple(self._learned),
                    death=death,
                    unread=unread,
                )
                end = yield from self._one_child(order, env)
                progress = self._done > before
                if self._again:
                    death = None
                elif self._stop is None and death is not None and not (progress or unread):
                    # What the fetch did may be too much for any child: its death alone is recorded.
                    what = f"{death.message}; what it did could not be read: {end.message}"
                    death, unread = replace(death, message=what), True
                elif self._stop is None:
                    self._check_progress(end, progress, first=death is None)
                    death, unread = end, False
            yield self._stop

    def _one_child(
        self, order: Order, env: dict[str, str]
    ) -> Generator[Facts | StoredRun, None, Death]:
        """Run one child to its end; the answer is how it died, of no interest after a Stop
        or where another shall go on."""
        child = Child(order, self._python, env, self._start)
        try:
            watch = Watch(child.pid, JournalReader(order.journal), self._limits)
            try:
                return (yield from self._heard_out(child, watch, order.fault_fd))
            except KeyboardInterrupt:
                # What the child said before the user's Ctrl-C stands: those fetches are over.
                child.kill()
                yield from self._rest(child, watch)
                raise
        finally:
            child.close()

    def _heard_out(
        self, child: Child, watch: Watch, fault_fd: int
    ) -> Generator[Facts | StoredRun, None, Death]:
        death: Death | None = None
        while death is None and child.listen(watch.look_s):
            yield from self._taken(child, watch)
            _bound(fault_fd)
            if self._stop is not None or self._again:
                # It has nothing more to say, whatever it left running; it may end by itself.
                child.ended()
                break
            death = watch.verdict(self._done, self._ready)
        if death is not None:
            if death.status == TIMEOUT:
                child.dump()
            child.kill()
        yield from self._rest(child, watch)
        if self._stop is not None or self._again:
            return Death(CRASHED, "")
        death = death or self._broke or Death(CRASHED, cause_of(child.ended()))
        return replace(death, trace=_text(fault_fd))

    def _rest(self, child: Child, watch: Watch) -> Iterator[Facts | StoredRun]:
        """What is still in the pipe."""
        while child.rest():
            yield from self._taken(child, watch)
        yield from self._taken(child, watch)

    def _taken(self, child: Child, watch: Watch) -> Iterator[Facts | StoredRun]:
        """What the child says. Of a child that says what our own code in it never does, nothing more is
        read: the run stops there, and what was fetched before stands."""
        if self._stop is not None:
            return
        try:
            for kind, payload in child.frames.whole():
                yield from self._understood(kind, payload, watch)
        except (BadFrame, ValueError) as error:
            self._stop = Stop(
                f"cycle {self._done + 1} wrote into a pipe of xfetch's own ({error}), and nothing that"
                " the process says is read any more"
            )
            child.kill()

    def _understood(self, kind: int, payload: bytes, watch: Watch) -> Iterator[Facts | StoredRun]:
        if kind == STATE:
            self._next_state = payload
        elif kind == ROW:
            run = _checked_run(payload, self._done + 1)
            # The two belong together, and a kill may have come between them.
            self._done += 1
            self._state = self._next_state
            yield run
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
            if not self._told:
                self._told = True
                yield facts_of(payload, self._truth)
        elif kind == AGAIN:
            self._state, self._again = self._next_state, True
        elif kind == READY:
            self._ready = True
        elif kind == STOP:
            self._stop = stop_of(payload)
        elif kind == ERROR:
            raise error_of(payload)
        elif kind == BUG:
            self._break(bug_of(payload))

    def _break(self, bug: RuntimeError) -> None:
        """Our own code failed in the child. Once fetches run that is one more death: the integration can
        change whatever that code stands on. Raises the bug where it came before."""
        if not self._ready and not self._done:
            raise bug
        self._broke = Death(CRASHED, f"xfetch's own code failed {bug}")

    def _check_progress(self, death: Death, progress: bool, first: bool) -> None:
        """A child that dies before it could fetch anything would do so for ever. Raises LoadError."""
        if self._ready and (progress or first):
            return
        target = getattr(getattr(self._request, "target", None), "name", "")
        raise LoadError(
            f"the process died before it could fetch anything: {death.message}",
            where=(self._in_vendor and self._vendor) or target,
            advice=tuple(death.trace.splitlines()[-3:]),
        )


def _checked_run(payload: bytes, cycle: int) -> StoredRun:
    """The fetch that a row holds, all of it parsed: nothing that reads it later meets what it is not.

    Raises ValueError for a row that is none, or not that of ``cycle``.
    """
    run = StoredRun(unpack(payload))
    if run.cycle != cycle:
        raise CodecError(f"cycle {run.cycle} after {cycle - 1}")
    run.check()
    return run


def cause_of(code: int) -> str:
    """How a process ended that had this exit code; negative for a signal."""
    if code >= 0:
        return f"the process ended itself with exit code {code}"
    with suppress(ValueError):
        return f"the process died of {signal.Signals(-code).name}"
    return f"the process died of signal {-code}"


def _bound(fd: int) -> None:
    """What code prints without an end, past every hook, shall not fill the memory of the machine."""
    if os.fstat(fd).st_size > _MOST_OUTPUT_BYTES:
        os.ftruncate(fd, 0)


def _text(fd: int) -> str:
    size = os.fstat(fd).st_size
    return os.pread(fd, _TRACE_BYTES, max(size - _TRACE_BYTES, 0)).decode("utf-8", "replace")


def _starter() -> ThreadPoolExecutor:
    """One thread that lives as long as the run: the kernel ends a child with the thread that started it."""
    return ThreadPoolExecutor(1, "xfetch-starter")


@contextmanager
def _folder() -> Iterator[Path]:
    """Temporary files of all children: theirs to use, ours to remove, since they may not live to do it."""
    with temporary() as run:
        # The integration may remove its own, but not the one that is locked.
        folder = run / "tmp"
        folder.mkdir(mode=0o700)
        yield folder
