"""XF5xx: rules about what a collector sends to the platform's intake, and about a feed's indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from ...record.delivery import EVENTS, INTAKE
from ...record.entries import Call, Json, Line
from ...record.fetch_run import FetchRun
from ...settings.settings import FETCH_ASSETS, FETCH_EVENTS, FETCH_INDICATORS
from ..finding import ERROR, INFO, WARNING, Finding
from ..identity import Duplicate
from ..intake.expiration import FALSELY, NEVER, STALE
from ..intake.snapshots import SEALED_TWICE
from ..value_words import counted, value_words
from ..verdict.behind import behind
from ..verdict.event_verdict import MISSED, PENDING, EventVerdict
from .rule import Case, Fold, Once, PerCause, Rule
from .sending import limit_of

_MOST_SNAPSHOTS = 20
_MOST_IDS, _FEW = 50, 3
# What CommonServerPython logs, and nothing else, where it leaves out an entry of 5 MB or more.
_TYPE = "source_log_type"
_LEFT_OUT = "larger than the maximum allowed entry size"
# A text that has none of them is no time, in whatever format: "3 minutes ago", "n/a".
_YEAR_OR_EPOCH = re.compile(r"\d{4}")


def _is_time(value: Json) -> bool:
    """Say whether a value of ``_time`` can be a time: a number, or a text that holds a year or an epoch."""
    if isinstance(value, str):
        return _YEAR_OR_EPOCH.search(value) is not None
    return bool(value) and isinstance(value, (int, float)) and not isinstance(value, bool)


class _Snapshots(Fold):
    """Yields a finding for each snapshot in a bad state that is this rule's."""

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        twice = self.rule.code == "XF502"
        bad = [one for one in self.snapshots if one.is_bad and (one.state == SEALED_TWICE) == twice]
        for one in bad[:_MOST_SNAPSHOTS]:
            title = f"the asset snapshot {one.id} is {one.state}"
            shape = "untyped" if one.untyped else one.state
            yield self.finding(
                one.cycles[-1],
                f"{title}: {one.why}",
                one.line,
                case=Case(shape, title, one.why, brief=one.id, cycles=one.cycles),
                snapshot=one.id,
                declared=one.declared,
                stored=one.stored,
            )


class _Incomplete(Fold):
    """Yields a finding for each sealed snapshot that lacks assets."""

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        for one in [one for one in self.snapshots if one.lacks][:_MOST_SNAPSHOTS]:
            few = ", ".join(one.lacks[:_FEW]) + (" …" if len(one.lacks) > _FEW else "")
            assets = counted(len(one.lacks), "asset")
            what = f"the asset snapshot {one.id} is sealed without {assets} of the product: {few}"
            ids = one.lacks[:_MOST_IDS]
            case = Case("lacks", brief=one.id, events=ids, cycles=one.cycles)
            lacks = len(one.lacks)
            yield self.finding(
                one.cycles[-1], what, one.line, case=case, snapshot=one.id, lacks=lacks
            )


class _Lapses(Fold):
    """Yields one finding for all indicators to which the same went wrong."""

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        state = {"XF511": FALSELY, "XF512": NEVER, "XF513": STALE}[self.rule.code]
        mine = [one for one in self.lapses if one.state == state]
        if not mine:
            return
        first = mine[0]
        title = f"{counted(len(mine), 'indicator')} {state}"
        story = f"indicator {first.id}: {first.why}"
        case = Case(
            state,
            title=title,
            story=story,
            events=tuple(one.id for one in mine[:_MOST_IDS]),
            cycles=tuple(sorted({one.cycle for one in mine})),
            count=len(mine),
        )
        policy = str(self.facts.params.get("feedExpirationPolicy"))
        what = f"{title}: {story}"
        yield self.finding(first.cycle, what, first.line, case=case, policy=policy)


class _NoTime(PerCause):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.command == "fetch-incidents":
            return
        for call in run.record.named(INTAKE):
            items = call.args.get(EVENTS)
            listed = items if isinstance(items, Sequence) else ()
            times = [one.get("_time") for one in listed if isinstance(one, Mapping)]
            timeless = [one for one in times if not _is_time(one)]
            if timeless:
                odd = next((one for one in timeless if one), None)
                how = (
                    f"whose `_time` is no time: {value_words(odd, run.at)}"
                    if odd
                    else "without `_time`"
                )
                what = f"{counted(len(timeless), 'event')} sent {how}"
                yield self.finding(run.cycle, what, call.line, count=len(timeless))
                return


class _LeftOut(Once):
    all_commands = True

    def look(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.command == "fetch-incidents":
            return
        for log in run.record.logs:
            if log.level == "error" and _LEFT_OUT in log.message:
                what = f"an entry of 5 MB or more was not sent, with a log line only: {log.message}"
                yield self.finding(run.cycle, what, log.line)
                return


class _Behind(Fold):
    """Reports that events arrive faster than the fetches can ever bring them."""

    def begin(self) -> None:
        self._began: dict[int, datetime] = {}
        self._lines: dict[int, Line | None] = {}

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.status == "ok":
            self._began[run.cycle] = run.at
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self.verdicts is None or self.facts.command in (FETCH_ASSETS, FETCH_INDICATORS):
            return
        for one in behind(self.verdicts, self._began):
            arrive, come = one.arrived / one.minutes, one.brought / one.minutes
            limit = limit_of(self.facts.params)
            by = f", as {limit[0]} says" if limit is not None and limit[1] == one.each else ""
            of = f" of {one.stream}" if one.stream else ""
            yield self.finding(
                one.first,
                f"the fetch falls behind by {_rate(one.a_minute)}: {arrive:.3g}{of} arrive a minute,"
                f" and {come:.3g} come ({one.each} a fetch{by}; cycles {one.first}–{one.last})",
                # Whether events were still left behind when the run ended.
                harm=self.verdicts.counts[PENDING] + self.verdicts.counts[MISSED] > 0,
                by_answers=True,
                a_minute=round(one.a_minute, 3),
                arrive=round(arrive, 3),
                come=round(come, 3),
            )


def _rate(a_minute: float) -> str:
    count = float(f"{a_minute:.3g}")
    return f"{count:g} {'event' if count == 1 else 'events'} a minute"


class _NoType(Fold):
    """Reports events of several types that do not say which type they are."""

    def begin(self) -> None:
        self._without: Call | None = None
        self._cycle = 0
        self._has = False
        self._of_events: set[int] = set()

    def see(self, run: FetchRun, duplicates: Sequence[Duplicate]) -> Iterator[Finding]:
        if run.command != FETCH_EVENTS:
            return iter(())
        for call in run.record.named(INTAKE):
            items = call.args.get(EVENTS)
            for one in items if isinstance(items, Sequence) else ():
                if isinstance(one, Mapping) and one.get(_TYPE):
                    self._has = True
                elif isinstance(one, Mapping) and self._without is None:
                    self._without, self._cycle = call, run.cycle
        if run.incidents:
            self._of_events.add(run.cycle)
        return iter(())

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        if self._without is None:
            return
        lists = () if self._has else self._lists()
        if self._has or len(lists) > 1:
            what = (
                "some events are sent with `source_log_type`, and some without"
                if self._has
                else f"events of {len(lists)} lists ({', '.join(lists)}) are sent without"
                " `source_log_type`"
            )
            yield self.finding(self._cycle, what, self._without.line)

    def _lists(self) -> tuple[str, ...]:
        """Return the product's lists whose events a fetch-events delivered."""
        if self.verdicts is None:
            return ()
        delivered = self.verdicts.marks.deliveries
        return tuple(
            sorted(
                {
                    self.verdicts.truth[number].stream
                    for number, times in delivered.items()
                    if times[0].cycle in self._of_events
                }
                - {""}
            )
        )


NOT_SEALED = Rule(
    code="XF501",
    name="snapshot-not-sealed",
    severity=ERROR,
    meaning="An asset snapshot was sealed never, late or empty, or was overwritten by the next one.",
    source="observed in code: the last batch declares the count; reported: content PR 45272",
    fold=_Snapshots,
    remedy="use one snapshot_id; the last batch declares the number of all assets",
    heading="asset snapshots not sealed in time",
)
SEALED_AGAIN = Rule(
    code="XF502",
    name="snapshot-sealed-twice",
    severity=WARNING,
    meaning="A batch came for an asset snapshot that was sealed already.",
    source="reported: content PR 45076",
    fold=_Snapshots,
    remedy="begin a new snapshot_id after the last batch",
)
NO_TIME = Rule(
    code="XF503",
    name="event-without-time",
    severity=INFO,
    meaning="A collector sent events whose `_time` is missing or no time: the dataset then has the time at"
    " which they arrived.",
    source="documented: events need _time",
    fold=_NoTime,
    remedy="set `_time` of each event to its own time",
)
LEFT_OUT = Rule(
    code="XF504",
    name="entry-left-out",
    severity=ERROR,
    meaning="CommonServerPython did not send an entry of 5 MB or more, and only logged it.",
    source="observed in code",
    fold=_LeftOut,
    remedy="cut long fields of an event before it is sent",
)
FALSELY_EXPIRED = Rule(
    code="XF511",
    name="indicator-falsely-expired",
    severity=ERROR,
    meaning="The platform expired an indicator that the product still held.",
    source="documented: feedExpirationPolicy; reported: content PR 40280",
    fold=_Lapses,
    remedy="send the whole list in each fetch, or set `feedIncremental`",
    heading="indicators falsely expired",
)
NEVER_EXPIRED = Rule(
    code="XF512",
    name="indicator-never-expired",
    severity=ERROR,
    meaning="An indicator stayed active after the product had removed it.",
    source="documented: feedExpirationPolicy; reported: nothing is sent after an empty answer",
    fold=_Lapses,
    remedy="call createIndicators in each fetch; send nothing from a cache",
    heading="indicators never expired",
)
CHANGE_MISSED = Rule(
    code="XF513",
    name="indicator-not-updated",
    severity=WARNING,
    meaning="The product changed an indicator, and no later fetch sent it.",
    source="assumed: an indicator in the platform should be as the product has it",
    fold=_Lapses,
    remedy="filter by the time of the last change, or send the whole list",
    heading="indicators not updated",
)
FALLS_BEHIND = Rule(
    code="XF505",
    name="falls-behind",
    severity=INFO,
    meaning="Events arrive faster than fetches of this limit, at this interval, can ever bring them.",
    source="observed in code: a fetch brings at most max_fetch events",
    fold=_Behind,
    harm_severity=WARNING,
    remedy="raise the limit, or ask for the next fetch with `nextTrigger`",
)
NO_TYPE = Rule(
    code="XF506",
    name="events-without-type",
    severity=WARNING,
    meaning="A collector sends events of several types, and not all of them have `source_log_type`.",
    source="documented: events of several types need source_log_type",
    fold=_NoType,
    remedy="set `source_log_type` of each event before it is sent",
)
INCOMPLETE = Rule(
    code="XF508",
    name="snapshot-incomplete",
    severity=ERROR,
    meaning="A sealed asset snapshot lacks assets that the product had all the while.",
    source="reported: the platform takes a sealed snapshot for the whole inventory",
    fold=_Incomplete,
    remedy="page until the product has no more, then declare the count",
    heading="asset snapshots incomplete",
)
