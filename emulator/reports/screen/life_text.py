"""What happened to one event, as styled lines: a line for each moment, and below it the request in full."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ...judging.identity import EVENT
from ...judging.life import (
    AGAIN,
    ASKED,
    DROPPED,
    GOT,
    LEFT,
    PASSED,
    SENT,
    EventLife,
    Moment,
)
from ...judging.outcome import Outcome
from ...judging.value_words import time_words
from ...judging.verdict.event_verdict import DELIVERED, DUPLICATED, MISSED
from .cause_text import cause_lines
from .causes import causes_of
from .styled import BLANK, Span, StyledLine, line, wrapped

_STYLES = {
    SENT: "good",
    AGAIN: "error",
    DROPPED: "warning",
    LEFT: "warning",
    PASSED: "error",
    ASKED: "dim",
}
_END_STYLES = {MISSED: "error", DUPLICATED: "error", DELIVERED: "good"}


def life_lines(outcome: Outcome, life: EventLife, width: int) -> Iterator[StyledLine]:
    """Yield the event's id and what became of it; then its moments, each with its time and its cycle.

    A request has a line of its own that is never wrapped, so that the user can copy it.
    """
    verdict = life.verdict.verdict if life.verdict else ""
    end_style = _END_STYLES.get(verdict, "strong")
    yield from wrapped(f"event {life.id}  {life.end}", width, "  ", end_style, first="")
    shown = [time_words(one.at, outcome.dossier.clock.start) for one in life.moments]
    clock_chars = max(map(len, shown), default=0)
    cycle_chars = max((len(f"cycle {one.cycle}") for one in life.moments if one.cycle), default=0)
    for number, (clock, one) in enumerate(zip(shown, life.moments, strict=True)):
        if _is_told_above(life.moments, number):
            continue
        cycle = f"cycle {one.cycle}" if one.cycle else ""
        head = f"  {clock:<{clock_chars}}  {cycle:<{cycle_chars}}  "
        more = _is_told_above(life.moments, number + 1)
        words = _words(outcome, one) + (f"; {life.moments[number + 1].words}" if more else "")
        place = str(one.line or "")
        request = f"      {one.request}" if one.request else ""
        if request and place and len(request) + len(place) + 3 <= width:
            request, place = f"{request}   {place}", ""
        style = _STYLES.get(one.kind, "")
        text, indent = f"{head}{words}", " " * len(head)
        yield from wrapped(text, width, indent, style, first="", place=place)
        if request:
            yield line(Span(request, "dim"))
    if life.more_asked:
        yield line(Span("  later requests whose window included it are left out", "dim"))


def finding_lines(outcome: Outcome, ids: Collection[str], width: int) -> Iterator[StyledLine]:
    """Yield what the run found about these events: each finding with its cause, its line and its remedy."""
    findings = tuple(one for one in outcome.findings if set(one.events) & set(ids))
    about = replace(outcome, judgement=replace(outcome.judgement, findings=findings))
    for number, cause in enumerate((one for one in causes_of(about, True) if one.code), 1):
        yield from (BLANK,) if number == 1 else ()
        yield from cause_lines(cause, number, width)


def _is_told_above(moments: Sequence[Moment], number: int) -> bool:
    """Whether the moment is joined with the line above it: it only says that an event of that answer was
    not created again.
    """
    if not 0 < number < len(moments) or moments[number].kind != LEFT or moments[number].line:
        return False
    above = moments[number - 1]
    return above.kind == GOT and above.cycle == moments[number].cycle


def _words(outcome: Outcome, one: Moment) -> str:
    """Return the moment's words. If an incident or event was sent, they begin with that word: ``incident
    created``.
    """
    noun = "event" if outcome.judgement.identity.noun == EVENT else "incident"
    return f"{noun} {one.words}" if one.kind in (SENT, AGAIN, DROPPED) else one.words
