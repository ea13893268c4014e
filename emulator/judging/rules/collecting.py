"""XF5xx: rules about what a collector sends to the platform's intake, and a feed to its indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...record.delivery import EVENTS, INTAKE
from ...record.fetch_run import FetchRun
from ..finding import ERROR, INFO, WARNING, Finding
from ..identity import Duplicate
from ..intake.expiration import FALSELY, NEVER, STALE
from ..intake.snapshots import SEALED_TWICE
from ..value_words import counted
from ..verdict.event_verdict import EventVerdict
from .rule import Case, Fold, Once, PerCause, Rule

_MOST_SNAPSHOTS = 20
_MOST_IDS = 50
# What CommonServerPython logs, and nothing else, where it leaves out an entry of 5 MB or more.
_LEFT_OUT = "larger than the maximum allowed entry size"


class _Snapshots(Fold):
    """Yields a finding for each snapshot in a bad state that is this rule's."""

    def end(self, missed: Sequence[EventVerdict]) -> Iterator[Finding]:
        twice = self.rule.code == "XF502"
        bad = [one for one in self.snapshots if one.is_bad and (one.state == SEALED_TWICE) == twice]
        for one in bad[:_MOST_SNAPSHOTS]:
            yield self.finding(
                one.cycles[-1],
                f"the asset snapshot {one.id} is {one.state}: {one.why}",
                one.line,
                case=Case(one.state, cycles=one.cycles),
                snapshot=one.id,
                declared=one.declared,
                stored=one.stored,
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
            timeless = [one for one in listed if isinstance(one, Mapping) and not one.get("_time")]
            if timeless:
                what = f"{counted(len(timeless), 'event')} sent without `_time`"
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


NOT_SEALED = Rule(
    code="XF501",
    name="snapshot-not-sealed",
    severity=ERROR,
    meaning="An asset snapshot was never sealed, was sealed empty, or was overwritten by the next one.",
    source="observed in code: the last batch declares the count; reported: content PR 45272",
    fold=_Snapshots,
    remedy="use one snapshot_id; the last batch declares the number of all assets",
    heading="asset snapshots not sealed",
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
    meaning="A collector sent events without `_time`: the dataset then has the time at which they arrived.",
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
