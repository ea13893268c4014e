"""XF4xx: rules about the requests to the product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from ...record.entries import CheckedJson, Exchange, Line
from ...record.fetch_run import FetchRun
from ..finding import ERROR, LIKELY, WARNING, Finding
from ..identity import Duplicate
from ..value_words import time_words
from ..verdict.event_verdict import EventVerdict
from .count_down import counts_down
from .rule import Case, Fold, Once, PerCause, Rule
from .unfiltered import UnfilteredFold

_REPEATS = 5
_BUSY = 429
_LEAST_WAIT_S = 0.5
_MOST_TRIED = 3


class _Repeated(Once):
    """Finds a request that one fetch sends again and again although it gets the same successful answer each
    time. Requests that differ only in a value that counts down, such as how many events are left, count as
    the same request.
    """

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        counts: dict[tuple[str, str, str, str], int] = {}
        alike: dict[tuple[str, str, str], list[Exchange]] = {}
        for item in run.record.exchanges:
            if item.status is None or item.status >= 400:
                continue
            asked = (item.method, item.url, item.request_body, item.response_body)
            counts[asked] = counts.get(asked, 0) + 1
            place = item.url.partition("?")[0]
            same = alike.setdefault((item.method, place, item.response_body), [])
            same.append(item)
            left = counts[asked] < _REPEATS
            if not left or (len(same) >= _REPEATS and counts_down(same[-_REPEATS:])):
                what = f"one run sent the same request {_REPEATS} times and got the same answer:"
                what += f" {item.method} {_short(item.url)}"
                what += ", with less left to go each time" if left else ""
                case = Case(f"{item.method} {place}")
                harm = run.status == "timeout"
                yield self.finding(
                    run.cycle, what, item.line, harm=harm, by_answers=True, case=case
                )
                return


class _NoWaitAfterBusy(Once):
    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        exchanges = run.record.exchanges
        for busy, after in pairwise(exchanges):
            if busy.status != _BUSY or not _same_place(busy, after):
                continue
            wanted_s = _retry_after_s(busy)
            waited_s = (after.at - busy.at - timedelta(seconds=busy.duration_s)).total_seconds()
            if waited_s < max(wanted_s, _LEAST_WAIT_S) - 0.001:
                asked = f", but Retry-After asked for {wanted_s:g}s" if wanted_s else ""
                what = f"after a 429 the next request came after {waited_s:g}s{asked}"
                yield self.finding(run.cycle, what, after.line, waited_s=waited_s)
                return


class _NoRoute(PerCause):
    """Reports each method and path that the integration requested and the scenario's ``api:`` section has
    no route for.
    """

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for exchange in run.record.exchanges:
            place = f"{exchange.method} {exchange.url.partition('?')[0]}"
            if not exchange.tried:
                continue
            shown = "; ".join(exchange.tried[:_MOST_TRIED])
            more = len(exchange.tried) - _MOST_TRIED
            rest = f"; and {more} more" if more > 0 else ""
            what = f"no route matches {place}, answered {exchange.status}; tried {shown}{rest}"
            tried = list(exchange.tried)
            yield self.finding(run.cycle, what, exchange.line, case=Case(place), tried=tried)


class _Misfit(Fold):
    """Finds a route of the scenario that does not fit the requests: the route reads names that no request
    has, and the requests have names that no route reads. If there is no such route, it finds requests that
    name a time window although no route filters by that name.
    """

    def begin(self) -> None:
        self._lacking: dict[str, set[str]] = {}
        self._beyond: dict[str, set[str]] = {}
        self._line: dict[str, Line | None] = {}
        self._unfiltered = UnfilteredFold()

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        for exchange in run.record.exchanges:
            if not exchange.fit:
                continue
            route, *names = exchange.fit
            lacking = {name[1:] for name in names if name[0] == "-"}
            self._lacking[route] = self._lacking.get(route, lacking) & lacking
            beyond = {name[1:] for name in names if name[0] == "+"}
            self._beyond.setdefault(route, set()).update(beyond)
            self._unfiltered.see(run.cycle, exchange, beyond, run.at)
            self._line.setdefault(route, exchange.line)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        told = False
        for route, lacking in self._lacking.items():
            beyond = self._beyond[route]
            # One of them alone is common: an unused filter, or an option without effect on the answer.
            if lacking and beyond:
                reads, sent = ", ".join(sorted(lacking)), ", ".join(sorted(beyond))
                what = (
                    f"{route} reads {reads}, which no request to it has; the requests have {sent},"
                )
                what += " which no route reads: the scenario may not fit this integration"
                evidence: dict[str, CheckedJson] = {
                    "reads": sorted(lacking),
                    "sent": sorted(beyond),
                }
                yield self.finding(None, what, self._line[route], route=route, **evidence)
                told = True
        if not told:
            yield from self._not_filtered()

    def _not_filtered(self) -> Iterator[Finding]:
        if self.verdicts is None:
            return
        truth = {event.id: event for event in self.verdicts.truth}
        leaf = self.facts.identity.path.rpartition(".")[2]
        for route, one in self._unfiltered.end(truth, leaf).items():
            name, event = one.window.key, one.event
            what = f"no route reads `{name}`, so {route} does not filter by it: asked from {one.window.text}"
            what += f", it also returned event {event.id} of {time_words(event.created, one.window.start)}"
            yield self.finding(one.cycle, what, one.line, route=route, sent=[name], event=event.id)
            return


def answered_alike(run: FetchRun) -> bool:
    """Whether the fetch got the same answer five times or more. With canned answers, a pagination loop
    goes on for ever.
    """
    bodies = Counter(item.response_body for item in run.record.exchanges)
    return any(count >= _REPEATS for count in bodies.values())


def _same_place(busy: Exchange, after: Exchange) -> bool:
    return busy.url.partition("?")[0] == after.url.partition("?")[0]


def _retry_after_s(exchange: Exchange) -> float:
    for name, value in exchange.response_headers:
        if name.lower() == "retry-after" and value.strip().isdecimal():
            return float(value)
    return 0.0


def _short(url: str) -> str:
    return url if len(url) <= 60 else f"{url[:59]}…"


REPEATED = Rule(
    code="XF406",
    name="request-repeated",
    severity=WARNING,
    harm_severity=ERROR,
    meaning="One run sent the same request again and again: its pagination does not advance.",
    source="reported: content PRs 41505, 44526, 9962",
    fold=_Repeated,
    confidence=LIKELY,
    remedy="send the last answer's page token, and stop if it does not change",
)
NO_WAIT_AFTER_BUSY = Rule(
    code="XF408",
    name="no-wait-after-429",
    severity=WARNING,
    meaning="The product answered 429, and the integration sent the next request at once.",
    source="documented by most products; Retry-After says how long",
    fold=_NoWaitAfterBusy,
    remedy="wait as long as Retry-After says, or end the run",
)
NO_ROUTE = Rule(
    code="XF413",
    name="no-route",
    severity=WARNING,
    meaning="No route of the scenario's API matched a request, so it got the answer for unmatched requests.",
    source="xfetch's own",
    fold=_NoRoute,
    remedy="add a route with that method and path to the scenario",
)
READS_WHAT_IS_NOT_SENT = Rule(
    code="XF415",
    name="scenario-reads-what-is-not-sent",
    severity=WARNING,
    meaning="A route of the scenario's API reads names that no request to it has, while the requests"
    " have names that no route reads; or it does not filter by the time that the requests ask from.",
    source="xfetch's own",
    fold=_Misfit,
    confidence=LIKELY,
    remedy="let the route read the name that the integration sends",
)
