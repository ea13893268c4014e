"""XF3xx: rules about the first run, which has no last run to start from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from ...masking.logins import is_login
from ...record.entries import Exchange, Line
from ...record.fetch_run import FetchRun
from ...settings.settings import FETCH_INDICATORS
from ...settings.units import spoken_s
from ..finding import ERROR, INFO, LIKELY, WARNING, Finding
from ..identity import Duplicate
from ..value_words import counted
from ..verdict.event_verdict import EventVerdict
from ..verdict.stuck import CRASHES as CRASHING
from ..window.sent_values import sent_values
from ..window.window import Window, asked_from, first_fetch_hint
from .rule import Case, Once, Rule

_MOST_REQUESTS, _MOST_FORMS, _MOST_CHARS = 20, 500, 4_000
_ANY_DIGIT = str.maketrans("0123456789", "1111111111")
_AROUND_1970 = re.compile(r"(?<!\d)19[67]\d(?!\d)")
_UNBOUNDED = timedelta(days=10 * 365)
_NUMBER_OF_AN_EVENT = r"0*[1-9]\d{0,6}"


class _Unbounded(Once):
    """Finds requests, in any cycle, that ask for more than ten years of events.

    For speed, a request is skipped if it differs only in digits from an earlier request that asked for less.
    A request with a year around 1970 is never skipped.

    A zero is no time where a later fetch sends a small number in its place: the events are numbered.
    """

    def begin(self) -> None:
        self._forms: dict[str, bool] = {}
        self._zeros: set[str] = set()
        self._numbers: set[str] = set()

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.command == FETCH_INDICATORS:
            # A feed begins with the whole list.
            return
        for exchange in run.record.exchanges[:_MOST_REQUESTS]:
            asked = f"{exchange.url} {exchange.request_body[:_MOST_CHARS]}"
            form, old = asked.translate(_ANY_DIGIT), bool(_AROUND_1970.search(asked))
            if not old and not self._forms.get(form, len(self._forms) < _MOST_FORMS):
                continue
            window = asked_from((exchange,), run.at)
            unbounded = window is not None and run.at - window.start >= _UNBOUNDED
            if not old:
                self._forms[form] = unbounded
            if self._zeros:
                self._numbers.update(self._numbered(exchange))
            if window is None or not unbounded:
                continue
            if window.text == "0":
                self._zeros.add(window.key)
            who = "the first run" if run.first_run else f"cycle {run.cycle}"
            asks = f"`{window.key}` = {window.text}"
            what = f"{who} asks for all events since {window.start:%Y-%m-%d} ({asks})"
            empty = "no last run was saved; " if run.first_run else ""
            story = (
                f"{empty}cycle {run.cycle} asked with {asks} and created"
                f" {counted(len(run.incidents), self.facts.identity.noun)}"
            )
            case = Case(window.key, what, story, remedy=self._remedy(run))
            yield self.finding(
                run.cycle, what, exchange.line, case=case, key=window.key, value=window.text
            )

    def _remedy(self, run: FetchRun) -> str:
        """Return what to do. For a first run, name the parameter of the yml that limits the first run, if the
        yml has one.
        """
        if not run.first_run:
            return "check the time that is saved and sent: its unit and its form"
        parameters = self.facts.manifest.get("parameters") or ()
        hint = first_fetch_hint({str(one["name"]): "1 day" for one in parameters})
        name = (hint or "").partition(":")[0]
        begin = f"begin from {name}" if name else "declare first_fetch in the yml, and begin there"
        return f"{begin} in a first run"

    def _numbered(self, exchange: Exchange) -> Iterator[str]:
        """Yield the keys that once held zero and hold a number in this request that is too small for a
        time.
        """
        for sent in sent_values(exchange):
            if sent.key in self._zeros and re.fullmatch(_NUMBER_OF_AN_EVENT, str(sent.value)):
                yield sent.key

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        for cause, (finding, _) in list(self._told.items()):
            if finding.evidence.get("key") in self._numbers:
                del self._told[cause]
        yield from super().end(missed)


class _Crashes(Once):
    """Finds a first run that crashes before its first request."""

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        failure = run.failure
        if not run.first_run or failure is None or failure.on_purpose:
            return
        record = run.record
        early = not record.exchanges and not record.attempts and bool(record.named("getLastRun"))
        if early and failure.first_type in CRASHING:
            what = (
                f"the first run, whose last run is empty, fails: {failure.cause or failure.message}"
            )
            yield self.finding(run.cycle, what, failure.first_line)


class _IgnoresFirstFetch(Once):
    """Finds a first run that asks from another time than first_fetch says, or from no time at all and then
    creates an older event.
    """

    def begin(self) -> None:
        self._without_time: FetchRun | None = None

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if not run.first_run or (asked_s := self._asked_s) is None:
            return
        window = self.facts.window
        if window is None:
            self._without_time = self._without_time or run
            return
        reached_s = (run.at - window.start).total_seconds()
        if reached_s < asked_s / 2 or reached_s > _longest_s(asked_s):
            since = f"{window.start:%Y-%m-%d %H:%M}"
            what = f"{self._hint.replace(': ', ' is ')}, but the first run asked from {since}"
            yield self.finding(run.cycle, what, _asking_line(run, window))

    @property
    def _hint(self) -> str:
        return first_fetch_hint(self.facts.params) or ""

    @property
    def _asked_s(self) -> float | None:
        return spoken_s(self._hint.partition(": ")[2])

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        yield from super().end(missed)
        run, asked_s = self._without_time, self._asked_s
        if run is None or asked_s is None or not run.record.exchanges or self.facts.unfiltered:
            # A list that is guessed to show all events shows old ones too, whatever the code asks for.
            return
        begin = run.at - timedelta(seconds=_longest_s(asked_s))
        created = [one.event.created for one in self.verdicts or () if _created_in(one, run.cycle)]
        oldest = min(created, default=begin)
        if oldest < begin:
            what = f"{self._hint.replace(': ', ' is ')}, but the first run asked from no time and created an"
            what += f" event of {oldest:%Y-%m-%d %H:%M}"
            yield self.finding(run.cycle, what, _asking_line(run))


def _asking_line(run: FetchRun, window: Window | None = None) -> Line | None:
    """Return the line that sent the first request for events: the one that asks for ``window``, if there is
    one; never a login. None where no line is known.
    """
    asking = [one for one in run.record.exchanges[:_MOST_REQUESTS] if not is_login(one)]
    of_window = (one for one in asking if window and asked_from((one,), run.at) == window)
    chosen = next(of_window, next(iter(asking), None))
    return chosen.line if chosen is not None else None


def _created_in(one: EventVerdict, cycle: int) -> bool:
    return any(delivery.cycle == cycle for delivery in one.delivered)


def _longest_s(asked_s: float) -> float:
    """Return how many seconds back a first run may look that should look ``asked_s`` back: products round to
    days.
    """
    return asked_s * 2 + 86_400


UNBOUNDED = Rule(
    code="XF301",
    name="unbounded-first-run",
    severity=WARNING,
    meaning="A run asks for more than ten years of events.",
    source="documented: first_fetch limits the first run",
    fold=_Unbounded,
    remedy="begin from a first_fetch parameter in a first run",
)
CRASHES = Rule(
    code="XF302",
    name="first-run-crashes",
    severity=ERROR,
    meaning="The first run, whose last run is {}, fails before its first request.",
    source="documented: getLastRun answers {} on the first run",
    fold=_Crashes,
    confidence=LIKELY,
    remedy="read the last run with get, and treat a missing value as a first run",
)
IGNORES_FIRST_FETCH = Rule(
    code="XF303",
    name="first-fetch-ignored",
    severity=INFO,
    meaning="The first run does not start where first_fetch says.",
    source="documented: first_fetch limits the first run",
    fold=_IgnoresFirstFetch,
    confidence=LIKELY,
    remedy="compute the start from first_fetch, in the unit the product expects",
)
