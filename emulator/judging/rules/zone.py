"""XF414: what a run does under another zone; told by comparing two outcomes, on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ...record.entries import Json, Line
from ...record.fetch_run import FetchRun, History
from ...settings.settings import EVENTS_COMMANDS
from ..finding import WARNING, Finding
from .incidents import SENDERS
from .rule import Fold, Rule, counted, line_of

# What a comparison is called that found nothing.
SAME = "zone-independent"
_MOST_IDS = 6
_ID_CHARS = 60
_MOST_EVIDENCE = 100


class _Zone(Fold):
    """Needs a second run; see ``differs_in_zone``."""


def differs_in_zone(
    here: History, there: History, zone: str, naive: Line | None, lost: Sequence[str] = ()
) -> Iterator[Finding]:
    """The first fetch that asks for something else, or creates something else, under ``zone``.

    ``naive`` is the first line that asks for the local time, if the code has one; ``lost`` are the ids
    of the events that are created here alone.
    """
    for run, other in zip_longest(here, there):
        what = _difference(run, other)
        if what:
            asked, line = what
            cycle = (run or other).cycle
            text = f"with TZ={zone}, {asked}"
            evidence: dict[str, Json] = {"tz": zone}
            if lost:
                text += f"; {counted(len(lost), 'event')} lost there: {_named(lost)}"
                evidence["lost"] = [one[:_ID_CHARS] for one in lost[:_MOST_EVIDENCE]]
            yield Finding(ZONE.code, ZONE.name, ZONE.severity, cycle, text, evidence, naive or line)
            return


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
    return ", ".join(one[:_ID_CHARS] for one in ids[:_MOST_IDS]) + more


def _difference(run: FetchRun | None, other: FetchRun | None) -> tuple[str, Line | None] | None:
    if run is None or other is None:
        return "the run has another number of cycles", None
    for mine, its in zip_longest(run.record.exchanges, other.record.exchanges):
        if mine is None or its is None:
            return "it asks another number of times", (mine or its).line
        if (mine.url, mine.request_body) != (its.url, its.request_body):
            told = its.url if mine.url != its.url else its.request_body
            return f"it asks for {told[:200]}", its.line
    if run.incidents != other.incidents:
        sent = "events" if run.command in EVENTS_COMMANDS else "incidents"
        return f"it creates other {sent}", line_of(other, *SENDERS)
    if run.last_run.after != other.last_run.after:
        return "it saves another last run", line_of(other, "setLastRun")
    return None


ZONE = Rule(
    code="XF414",
    name="zone-dependent",
    severity=WARNING,
    meaning="The run does something else in another time zone (--compare-tz).",
    source="reported: content PR 4973; production's containers run in UTC",
    fold=_Zone,
)
