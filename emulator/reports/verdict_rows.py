"""The verdicts on the product's events, as JSON values and as one line of text."""

from __future__ import annotations

from ..judging.value_words import counted
from ..judging.verdict.event_verdict import (
    BLOCKED,
    DELIVERED,
    DUPLICATED,
    MISSED,
    PENDING,
    VERDICT_WORDS,
    EventVerdict,
)
from ..judging.verdict.verdicts import Verdicts
from ..record.entries import Json
from ..record.field_forms import iso_z
from ..settings.units import format_duration

# What the words of an expectation mean, for a reader of the screen.
_WORDS = {
    BLOCKED: "blocked (not created while every fetch fails)",
}


def vendor_counts(verdicts: Verdicts, unproven: str = "") -> Json:
    """Return the number of events by verdict, and how late they were delivered, in seconds.

    ``unproven`` says why the run proves nothing, empty if it does prove something. If it proves nothing, the
    number of missed events is None.
    """
    delays, waiting = verdicts.delays, verdicts.waiting
    return {
        "events": len(verdicts),
        **verdicts.counts,
        **({MISSED: None} if unproven else {}),
        "late": verdicts.late,
        "delay_s": None
        if delays is None
        else {"min": delays.least, "median": delays.median, "max": delays.most},
        "freshness_s": None
        if verdicts.freshness is None
        else {
            "median": verdicts.freshness.median,
            "p90": verdicts.freshness.p90,
            "max": verdicts.freshness.most,
            "buckets": dict(verdicts.freshness.buckets),
        },
        "waiting": None
        if waiting is None
        else {"events": waiting.events, "oldest": waiting.oldest.id, "max_s": waiting.most_s},
    }


def event_row(one: EventVerdict) -> Json:
    """Return one event and its verdict. ``delivered`` holds the first times at which it was created,
    ``times`` counts all of them.
    """
    return {
        "id": one.event.id,
        "verdict": one.verdict,
        "created": iso_z(one.event.created),
        "visible": iso_z(one.event.visible),
        "delivered": [{"cycle": item.cycle, "at": iso_z(item.at)} for item in one.delivered],
        "times": one.times,
        "late": one.late,
        "delay_s": one.delay_s,
        "story": one.story or None,
    }


def verdict_words(verdicts: Verdicts, room: int | None = None) -> str:
    """Return the verdicts in one line: ``40 events: 33 created, 2 missed, 5 still to come; the slowest came
    after 3m``. How slow it was is left out where it does not fit into ``room`` characters.
    """
    counts, delays = verdicts.counts, verdicts.delays
    once = " once" if counts[DUPLICATED] else ""
    others = [
        f"{counts[name]} {_WORDS.get(name, text)}{_wait(verdicts, name)}"
        for name, text in VERDICT_WORDS.items()
        if name != DELIVERED and counts[name]
    ]
    created = f"{counts[DELIVERED]} created{once}"
    words = f"{counted(len(verdicts), 'event')}: {', '.join([created, *others])}"
    if verdicts.late and delays is not None:
        late = f"; the slowest came after {format_duration(_rounded_s(delays.most))}"
        return words + late if room is None or len(words + late) <= room else words
    return words


def fresh_words(verdicts: Verdicts) -> str:
    """Return how old events were when they were delivered, in one line; empty where none was: ``fresh: half
    within 30s, 90% within 55s, all within 2m``.
    """
    fresh = verdicts.freshness
    if fresh is None:
        return ""
    half, most, every = (
        format_duration(_rounded_s(age_s)) for age_s in (fresh.median, fresh.p90, fresh.most)
    )
    return f"fresh: half within {half}, 90% within {most}, all within {every}"


def _wait(verdicts: Verdicts, name: str) -> str:
    waiting = verdicts.waiting if name == PENDING else None
    return f" (one has waited {format_duration(_rounded_s(waiting.most_s))})" if waiting else ""


def _rounded_s(seconds: float) -> float:
    return round(seconds) if seconds >= 10 else seconds
