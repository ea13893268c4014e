"""Finds out whether a run can never recover: its last fetches all fail in the same way.

A failed fetch keeps the state with which it began, so the next one sends the same requests. Three equal
failures at the end of the run count as proof. A failure that an option, a fault or an unanswered request
caused does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...masking.logins import is_login
from ...record.entries import Exchange, Json, Line
from ...record.fetch_run import TIMEOUT, FetchRun
from .last_run_cursor import CONTEXT_READERS
from .refused import place_of, refused, wants_record

LEAST_RUNS = 3
# Why it is stuck: it cannot read its saved state; it cannot process an answer; the product refuses one
# record, or another request; it is killed at its timeout; it never sent a request; any other failure.
UNREADABLE, INDIGESTIBLE, ONE_RECORD = "unreadable", "indigestible", "one record"
REFUSED, KILLED, NEVER_BEGAN, FAILS = "refused", "killed", "never began", "fails"

CRASHES = (
    "KeyError",
    "TypeError",
    "AttributeError",
    "ValueError",
    "IndexError",
    "UnboundLocalError",
    "JSONDecodeError",
)
# Equal failures differ in times, counts and request ids, so words with a digit are ignored.
# Two patterns, because a single one takes minutes for a word of megabytes.
_WORD, _DIGIT = re.compile(r"[\w.:+-]+"), re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Stuck:
    """Why a run can never recover: all of its last ``runs`` fetches failed, from cycle ``since`` on.

    ``kind`` says how they fail, such as unreadable saved state or a refused request; ``cause`` is the error
    and ``line`` where it was raised; ``asked`` is the request that is refused each time, ``answer`` its
    status or failure; ``state`` is the last run with which each fetch began, ``saved_by`` the cycle that
    saved it, 0 where the user gave it.
    """

    kind: str
    since: int
    runs: int
    cause: str
    line: Line | None
    asked: str = ""
    answer: str = ""
    state: Json = None
    saved_by: int = 0


class StuckFold:
    """Counts equal failures in a row. It reads each fetch once, in order."""

    def __init__(self) -> None:
        self._row = self._since = self._saved_by = 0
        self._mark: tuple[object, ...] = ()
        self._state: Json = None
        self._saved: Json = None
        self._last: FetchRun | None = None
        self._worked = self._asked = False

    def see(self, run: FetchRun) -> None:
        """Read the next fetch: count it if it failed in the same way as the failed fetch before; a fetch
        that succeeded begins the count again.
        """
        if run.status == "skipped" or (run.failure is not None and run.failure.on_purpose):
            return
        if not run.failed:
            self._row, self._last = 0, None
            self._worked = True
            self._asked = self._asked or bool(run.record.exchanges)
            if run.last_run.saved:
                self._saved_by, self._saved = run.cycle, run.last_run.after
            return
        mark = _mark(run)
        if self._row and mark == self._mark and run.last_run.before == self._state:
            self._row += 1
        else:
            self._row, self._since = 1, run.cycle
        self._mark, self._state, self._last = mark, run.last_run.before, run

    def end(self) -> Stuck | None:
        """Return why the run can never recover; None where it may recover."""
        run = self._last
        if run is None or run.failure is None or self._row < LEAST_RUNS or run.record.attempts:
            return None
        refusal = refused(run)
        if refusal is not None and refusal.tried:
            return None
        failure = run.failure
        return Stuck(
            kind=self._kind(run, refusal),
            since=self._since,
            runs=self._row,
            cause=failure.cause or failure.message,
            line=failure.first_line,
            asked=place_of(refusal) if refusal else "",
            answer=_answer(refusal) if refusal else "",
            state=run.last_run.before,
            saved_by=self._saved_by if run.last_run.before == self._saved else 0,
        )

    def _kind(self, run: FetchRun, refusal: Exchange | None) -> str:
        if run.status == TIMEOUT:
            return KILLED
        if refusal is not None:
            return ONE_RECORD if wants_record(refusal, run.record.exchanges) else REFUSED
        crash = run.failure is not None and run.failure.first_type in CRASHES
        if all(is_login(exchange) for exchange in run.record.exchanges):
            # A fetch that never sends requests proves nothing by sending none when it fails.
            if _has_state(run) and (self._asked or (crash and not self._worked)):
                return UNREADABLE
            return NEVER_BEGAN if crash and not self._worked else FAILS
        return INDIGESTIBLE if run.status == "error" else FAILS


def _mark(run: FetchRun) -> tuple[object, ...]:
    """Return a key that is equal for two fetches that fail in the same way."""
    failure, refusal = run.failure, refused(run)
    place = (place_of(refusal), _answer(refusal)) if refusal else None
    if failure is None:
        return (run.status, place)
    asked = None
    if run.context_changed and run.record.exchanges:
        # A failed run keeps its integration context, so a changing request means that it makes progress.
        last = run.record.exchanges[-1]
        asked = (last.url, last.request_body)
    line = failure.first_line
    return (run.status, failure.first_type, line, _same(failure.message), place, asked)


def _has_state(run: FetchRun) -> bool:
    read = run.record.named(*CONTEXT_READERS)
    return run.last_run.before not in ({}, None) or any(call.answer for call in read)


def _answer(exchange: Exchange) -> str:
    return _same(exchange.failure) if exchange.status is None else str(exchange.status)


def _same(message: str) -> str:
    return _WORD.sub(lambda found: "#" if _DIGIT.search(found[0]) else found[0], message)
