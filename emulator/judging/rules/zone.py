"""XF414: the rule that compares a run with a second run in another time zone (``--compare-tz``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ...record.entries import Json, Line
from ...record.fetch_run import SENDERS, FetchRun, History
from ...settings.settings import EVENTS_COMMANDS
from ..finding import WARNING, Finding
from ..value_words import counted, listed
from .rule import Fold, Rule, line_of

# The name of the info finding where the two runs are equal.
SAME = "zone-independent"
_ID_CHARS = 60
_MOST_EVIDENCE = 100


class _Zone(Fold):
    """Stands in the list of rules. It finds nothing: ``differs_in_zone`` does, once there is a second run."""


def differs_in_zone(
    here: History, there: History, zone: str, naive: Line | None, lost: Sequence[str] = ()
) -> Iterator[Finding]:
    """Yield a finding about the first fetch that differs when the run is repeated in the time zone ``zone``;
    nothing where the runs are equal.

    ``here`` and ``there`` are the fetches of the two runs; ``naive`` is the first line of the code that reads
    the local time, None without one; ``lost`` are the ids of events that only the first run created.
    """
    for run, other in zip_longest(here, there):
        what = _difference(run, other)
        if what:
            asked, line = what
            cycle = (run or other).cycle
            text = f"with TZ={zone}, {asked}"
            evidence: dict[str, Json] = {"tz": zone}
            if lost:
                ids = [one[:_ID_CHARS] for one in lost]
                text += f"; {counted(len(lost), 'event')} not created there: {listed(ids)}"
                evidence["lost"] = ids[:_MOST_EVIDENCE]
            yield Finding(ZONE.code, ZONE.name, ZONE.severity, cycle, text, evidence, naive or line)
            return


def _difference(run: FetchRun | None, other: FetchRun | None) -> tuple[str, Line | None] | None:
    if run is None or other is None:
        return "the run has a different number of cycles", None
    for mine, its in zip_longest(run.record.exchanges, other.record.exchanges):
        if mine is None or its is None:
            return "it sends a different number of requests", (mine or its).line
        if (mine.url, mine.request_body) != (its.url, its.request_body):
            told = its.url if mine.url != its.url else its.request_body
            return f"it asks for {told[:200]}", its.line
    if run.incidents != other.incidents:
        sent = "events" if run.command in EVENTS_COMMANDS else "incidents"
        return f"it creates different {sent}", line_of(other, *SENDERS)
    if run.last_run.after != other.last_run.after:
        return "it saves a different last run", line_of(other, "setLastRun")
    return None


ZONE = Rule(
    code="XF414",
    name="zone-dependent",
    severity=WARNING,
    meaning="The run behaves differently in another time zone (--compare-tz).",
    source="reported: content PR 4973; production's containers run in UTC",
    fold=_Zone,
    remedy="ask for the current time with a time zone",
)
