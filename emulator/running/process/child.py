"""What the child process does: it sets up the product, runs the fetches and sends the record of each."""

from __future__ import annotations

import faulthandler
import fcntl
import gc
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FrameType
from typing import Any, NoReturn

from ...code_cache import cache_folder
from ...error_text import named_error
from ...errors import NotEmulatedError, VendorBroke, VendorError, XfetchError
from ...files_read import FilesRead, own_folders, recording
from ...integration.failed.failure_point import FailurePoint, Origin, point_in
from ...masking.mask import Mask
from ...masking.masked_error import masked_errors
from ...masking.masked_fetch import masked_row
from ...product.protocol import restore_state, state_of, vendor_name
from ...record.codec import codec
from ...record.fetch_run import COMPLETE, FetchRun, Stop
from ...record.journal import Journal, JournalReader
from ...record.trace import Trace
from ...settings.isolation import Isolation
from ...settings.units import format_size
from ..bench import Bench, bench_of
from ..death import POINT_MARK
from ..remains import Remains
from ..schedule import Schedule
from ..simulation import batch, import_ahead, learn_from_running
from ..stage import staged
from ..vendor_file import located
from .bootstrap import read_frame
from .frames import (
    AGAIN,
    BUG,
    DUMP_SIGNAL,
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
    Out,
    TooLarge,
)
from .netns import enter_private_network
from .order import Facts, Order
from .sent import (
    payload_of,
    sent_bug,
    sent_error,
    sent_facts,
    sent_reads,
    sent_stop,
    sent_trace,
    sent_truth,
)

Send = Callable[..., None]
_MOST_OUTPUT_BYTES = 1 << 20
_INTERRUPTED = 130


def main(life_fd: int, out_fd: int, key: bytes, payload: bytes) -> NoReturn:
    """Run the order (what to run) that ``payload`` holds and send how it ended. Then run the next order, or
    end the process.

    Threads that the integration left running do not delay the end.
    """
    order = _begun(payload)
    for fd in (life_fd, out_fd, *order.journal, order.fault_fd):
        os.set_inheritable(fd, False)
    live = order.plan.scenario.live
    # Before any thread starts. Native clients and subprocesses pass every hook in Python.
    shut_in = None if live else enter_private_network()
    _prepare_to_die(life_fd, order.fault_fd)

    send = Out(out_fd, key).send
    try:
        while _recorded(order, send, shut_in, life_fd):
            order = _begun(read_frame(life_fd))
            _die_with_the_supervisor(life_fd)
    except XfetchError as error:
        send((ERROR, sent_error(error)))
    except VendorBroke as broke:
        send((ERROR, sent_error(located(broke.error, order.plan.request))))
    except BrokenPipeError:
        pass
    except KeyboardInterrupt:  # raised by the integration between two fetches
        os._exit(_INTERRUPTED)
    except BaseException as error:
        send((BUG, sent_bug(error)))
    os._exit(0)


def _begun(payload: bytes) -> Order:
    """Read the order (what to run) that ``payload`` holds, set its environment variables, and return it."""
    order: Order = pickle.loads(payload)
    os.environ.update(order.env)
    # The folder of an order before this one is gone.
    tempfile.tempdir = None
    time.tzset()
    return order


def _prepare_to_die(life_fd: int, fault_fd: int) -> None:
    """Make sure that this process ends when the supervisor dies, and that Python writes the traceback of a
    crash to ``fault_fd``.
    """
    fcntl.fcntl(life_fd, fcntl.F_SETOWN, -os.getpgrp())
    _die_with_the_supervisor(life_fd)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    faulthandler.enable(fault_fd, all_threads=False)
    sys.breakpointhook = _no_terminal


def _tell_when_killed(origin: Origin, fault_fd: int) -> None:
    """Let the signal that comes before a kill write to ``fault_fd``: first the traceback, which works in
    native code too; then the values in the loop that the integration is in, as one line.
    """

    def write(number: int, frame: FrameType | None) -> None:
        text = POINT_MARK + codec(FailurePoint).text(point_in(frame, origin))
        os.write(fault_fd, f"\n{text}\n".encode())

    faulthandler.unregister(DUMP_SIGNAL)
    signal.signal(DUMP_SIGNAL, write)
    faulthandler.register(DUMP_SIGNAL, fault_fd, all_threads=False, chain=True)


def _die_with_the_supervisor(life_fd: int) -> None:
    """Let the kernel end this process and its forks when the supervisor dies, even in an endless loop.

    When the supervisor dies, the pipe ``life_fd`` has no writer any more. The kernel then sends SIGIO, which
    ends a process that does not handle this signal.
    """
    flags = fcntl.fcntl(life_fd, fcntl.F_GETFL)
    fcntl.fcntl(life_fd, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    try:
        if os.read(life_fd, 1) == b"":
            os._exit(1)
    except BlockingIOError:
        pass


def _wait_for_an_order(life_fd: int) -> None:
    """Let the supervisor write the next order into the pipe ``life_fd``. Before this call, a write would
    end this process.
    """
    flags = fcntl.fcntl(life_fd, fcntl.F_GETFL)
    fcntl.fcntl(life_fd, fcntl.F_SETFL, flags & ~(os.O_ASYNC | os.O_NONBLOCK))


def _is_alone() -> bool:
    """Whether the integration left no thread and no process running, so that another run starts under the
    same conditions.
    """
    if threading.active_count() > 1:
        return False
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def _no_terminal(*args: object, **options: object) -> None:
    """Raise an error in place of ``breakpoint()``, which cannot work without a terminal."""
    raise RuntimeError("breakpoint() needs a terminal: run it with --isolation inline")


def _recorded(order: Order, send: Send, shut_in: bool | None, life_fd: int) -> bool:
    """Run the order as ``_work`` does. If the order asks for it, record which files are read, and send this
    record before the last message of the order.
    """
    if not order.record:
        return _work(order, send, shut_in, life_fd)
    private = (order.env["TMPDIR"], str(cache_folder()))
    record = FilesRead(private=private, skipped=own_folders(), strict=True)

    def told() -> tuple[int, bytes]:
        record.note_modules()
        return READ, sent_reads(record)

    def sends(*frames: tuple[int, bytes]) -> None:
        send(*((told(), *frames) if frames[-1][0] in (AGAIN, STOP) else frames))

    with recording(record):
        try:
            return _work(order, sends, shut_in, life_fd)
        except (XfetchError, VendorBroke):
            send(told())
            raise


def _work(order: Order, send: Send, shut_in: bool | None, life_fd: int) -> bool:
    """Run the order and send how it ended. Return whether this process now waits for another order."""
    check_shut_in(order.plan.request.isolation, shut_in)
    if order.series:
        # Imported here: the usual order is one run.
        from .series import run_series

        waits = run_series(order.series, send, _is_alone)
        if waits:
            _wait_for_an_order(life_fd)
            send((WAITS, b""))
        return waits
    journal = Journal(order.journal, whole=True)
    mask = order.plan.mask()
    with masked_errors(mask):
        stage = staged(order.plan, lambda: send((ENTER, b"")))
        bench = replace(bench_of(order.plan, stage), journal=journal)
        if order.wanted is not None:
            # Only a repeated fetch is traced: the first run starts without this import.
            from ..tracing.tracer import Tracer

            def tell(trace: Trace) -> None:
                send((TRACE, sent_trace(trace, mask)))

            tracer = Tracer.of(order.plan.integration, order.wanted, tell)
            bench = replace(bench, tracer=tracer)
    facts = Facts(stage.vendor_label, bench.scenario.cycles, stage.truth, shut_in)
    if not order.facts_sent:
        for piece in sent_truth(facts.truth or ()):
            send((TRUTH, piece))
    send((FACTS, sent_facts(facts)))
    schedule = Schedule(bench)
    hand_over = HandOver(bench, mask, schedule, order.fault_fd, send)
    hand_over.go_on(order)
    first = _left_by_previous(order, schedule.cycle).fetch if order.death else None
    _tell_when_killed(bench.runtime.origin, order.fault_fd)
    with bench.runtime.ready():
        early = import_ahead(bench)
        journal.clear()
        # All that is loaded now lives as long as the process: the collector need not visit it.
        gc.freeze()
        gc.enable()
        send((READY, b""))
        try:
            stop = batch(bench, schedule, early, hand_over, fetch=first)
        except TooLarge as error:
            most = format_size(error.most_bytes)
            stop = Stop(f"cycle {schedule.cycle}: {error.what} takes more than {most}")
        except BaseException:
            hand_over.send_learned()
            raise
    if stop is None:
        # The server restarts in a scenario: the next cycles run in a process that remembers nothing.
        send((STATE, hand_over.state()), (AGAIN, b""))
        return False
    waits = stop.reason == COMPLETE and not bench.scenario.live and _is_alone()
    if waits:
        _wait_for_an_order(life_fd)
        send((WAITS, b""))
    send((STOP, sent_stop(codec(Stop).masked(stop, mask))))
    return waits


def check_shut_in(isolation: Isolation, shut_in: bool | None) -> None:
    """Raise NotEmulatedError if strict isolation is wanted and the child could not get a network of its
    own.
    """
    if isolation.strict and not shut_in:
        raise NotEmulatedError(
            "this system refuses a network namespace, so native clients and subprocesses would reach"
            " the real network",
            where="--isolation strict",
            advice=(
                "allow unprivileged user namespaces, or run the container with --network none",
                "--isolation process runs all the same, and says so",
            ),
        )


def _left_by_previous(order: Order, last: int) -> Remains:
    """Return what the child before this one left of the fetch in which it died, the one after cycle
    ``last``.
    """
    assert order.death is not None
    journal = JournalReader(order.journal)
    began = journal.began()
    if began is None or began[0] != last + 1:
        return Remains(order.death)
    return Remains(order.death, began[1], () if order.unread else tuple(journal.entries()))


class HandOver:
    """Sends each finished fetch to the supervisor, with secrets masked, and with the state from which
    another child could continue.
    """

    def __init__(
        self, bench: Bench, mask: Mask, schedule: Schedule, fault_fd: int, send: Send
    ) -> None:
        self._schedule = schedule
        self._mask = mask
        self._mask.news = []
        self._journal = bench.journal
        self._bench = bench
        self._vendor: Any = bench.wire.vendor
        self._fault_fd = fault_fd
        self._send = send

    def go_on(self, order: Order) -> None:
        """Restore the state that the child before this one had after its last finished fetch."""
        self._mask.learn_again(order.learned)
        self._mask.news = []
        if order.state is None:
            return
        schedule, vendor, faults = pickle.loads(order.state)
        self._schedule.restore(schedule)
        self._bench.faults.restore(faults, self._bench.clock)
        if vendor is not None:
            restore_state(self._vendor, vendor)

    def __call__(self, run: FetchRun) -> None:
        row = masked_row(run, self._mask)
        trace = self._bench.tracer.trace(run) if self._bench.tracer is not None else None
        traced = ((TRACE, sent_trace(trace, self._mask)),) if trace is not None else ()
        self._send(*self._learned(), (STATE, self.state()), (ROW, row.pack()), *traced)
        if self._journal is not None:
            self._journal.clear()
        if _size(self._fault_fd) > _MOST_OUTPUT_BYTES:
            os.ftruncate(self._fault_fd, 0)

    def send_learned(self) -> None:
        """Send the secrets that an unfinished fetch has received, before the error that ended it is sent:
        the text of the error may contain them, and the supervisor must mask it.
        """
        learn_from_running(self._bench, self._mask)
        self._send(*self._learned())

    def _learned(self) -> Iterator[tuple[int, bytes]]:
        if self._mask.news:
            yield LEARNED, payload_of(self._mask.news)
            self._mask.news = []

    def state(self) -> bytes:
        """Return the pickled state of schedule, vendor and faults, for another child.

        Raises VendorError if the vendor's ``state()`` fails, or returns what cannot be pickled.
        """
        vendor = state_of(self._vendor)
        parts = (self._schedule.state(), vendor, self._bench.faults.state())
        try:
            return pickle.dumps(parts)
        except Exception as error:
            what = f"state() returned what cannot be pickled: {named_error(error)}"
            raise VendorError(what, where=vendor_name(self._vendor)) from error


def _size(fd: int) -> int:
    return os.fstat(fd).st_size
