"""Tell on the terminal what a search found and tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..judging.guessed import Guessed
from ..judging.value_words import counted
from ..reports.screen.styled import BLANK, Span, StyledLine, line, wrapped
from ..settings.guess import instead_words
from ..settings.units import format_duration
from .find import CauseKey, Explored, Find

# What a world does beyond the promises, in words.
_BEYOND = {
    "late": "the product shows events late",
    "updates": "events change",
    "removal": "events are removed",
    "fractions": "times have fractions of a second",
    "clock": "the integration's clock is not the product's",
    "zone": "the container has another time zone",
    "faults": "a request or a call fails",
    "crowd": "more events come at once than one fetch brings",
}


def lines_of(
    explored: Explored, files: Mapping[CauseKey, Path], width: int
) -> Iterator[StyledLine]:
    """Yield the lines of the report. ``files`` are the scenario files of the finds."""
    errors = [one for one in explored.finds if one.is_error]
    others = [one for one in explored.finds if not one.is_error]
    for find in errors:
        yield from _find(find, files.get(find.key), width, "error")
        yield BLANK
    if others:
        yield from wrapped(
            "No errors, unless the scenario says that the product is so (`promises`, `guesses`):",
            width,
            "",
        )
        yield BLANK
    for find in others:
        yield from _find(find, files.get(find.key), width, "warning")
        yield BLANK
    yield from _tried(explored, len(errors), len(others), width)


def _find(find: Find, file: Path | None, width: int, style: str) -> Iterator[StyledLine]:
    finding = find.finding
    title = finding.title or finding.message
    yield from wrapped(
        f"{finding.rule} {find.key.cause or finding.name}: {title}", width, "  ", style, ""
    )
    if finding.cause is not None and finding.cause.known:
        yield from wrapped(finding.cause.because, width, "  ")
    if find.key.line is not None:
        text = find.outcome.decided(finding)
        yield from wrapped(f"{find.key.line}   {text}".rstrip(), width, "  ")
    if find.beyond:
        when = " and ".join(_BEYOND[one] for one in find.beyond)
        yield from wrapped(f"only where {when}", width, "  ")
    for guessed in find.deciding:
        yield from wrapped(_open(guessed), width, "  ")
    world = find.world
    what = [counted(len(world.events), "event"), counted(find.outcome.summary.cycles, "cycle")]
    what += [counted(len(world.faults), "fault")] if world.faults else []
    yield from wrapped(f"the smallest world: {', '.join(what)}", width, "  ")
    if find.process_state:
        yield from wrapped(
            "depends on process state: a fresh process does not show it", width, "  ", "warning"
        )
    if file is not None:
        yield from wrapped(f"replay: xfetch run {file.as_posix()}", width, "  ", "dim")


def _open(guessed: Guessed) -> str:
    """Return the words for a guess that decides a find: both readings, and what to look up."""
    other = next(one for one in guessed.tried if one.better)
    new, old = instead_words(guessed.guess.value, other.value)
    return (
        f"open: with `{new}` instead of `{old}` nothing breaks; `{old}` is guessed ({guessed.place}):"
        " look it up, and correct it there or remove its entry from `guesses`"
    )


def _tried(explored: Explored, errors: int, others: int, width: int) -> Iterator[StyledLine]:
    found = [counted(errors, "error")] if errors or not others else []
    found += [f"{others} that depend on the product"] if others else []
    simulated = format_duration(round(explored.simulated.total_seconds()))
    text = (
        f"{', '.join(found)} in {counted(explored.worlds, 'world')}"
        f" ({counted(explored.cycles, 'cycle')}, {simulated} simulated)"
    )
    if explored.untested:
        text += f"; {explored.untested} tested nothing"
    if explored.stopped:
        text += f"; {explored.stopped}"
    yield line(
        Span("FOUND" if errors else "NOTHING FOUND", "error" if errors else "good"), "  ", text
    )
