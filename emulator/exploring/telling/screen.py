"""Reports on the terminal what a search found and tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from ...judging.guessed import Guessed
from ...judging.value_words import counted
from ...record.json_path import canonical
from ...reports.screen.cause_text import Room, cause_lines
from ...reports.screen.causes import cause_of
from ...reports.screen.styled import BLANK, UNBOUNDED, Span, StyledLine, fitted, line, wrapped
from ...settings.moment import Moment
from ...settings.units import format_duration
from ..find import CauseKey, Explored, Find
from ..forms import FILTER, INT, ORDER, SHOWN
from ..promised import name_of, question, readings_of
from ..promises import LATE
from ..replayed.variation import SET_ORDER, SETS
from ..world import World
from .document import EXCLUDED, SETTING, kind_of
from .likelihood import Likelihood
from .look_back import look_back_of

# What a world does beyond the promises, in words.
BEYOND = {
    "late": "the product shows events late",
    "updates": "events change",
    "removal": "events are removed",
    "fractions": "times have fractions of a second",
    "clock": "the integration's clock is not the product's",
    "zone": "the container has another time zone",
    "faults": "a request or a call fails",
    "slow": "the product answers slowly",
    "crowd": "more events come at once than one fetch brings",
    "values": "events have values or fields that are new",
    "form": "the product shows or uses times and ids in another form",
    "state": "the last run is reset, or an earlier one is put back",
    "pause": "the instance is disabled for a while",
    "choice": "the user changes a parameter",
    "date": "the run begins on 1 January",
    "recording": "the product is as its scenario says, and that does not give what was recorded",
}
_PLACES = {
    FILTER: "a request filters by when events are shown first",
    ORDER: "an answer is sorted by when events are shown first",
    SHOWN: "events show the time of their first showing",
}
_OTHERS = "These are no errors, unless `--promise` says that the product is so:"
_HANDED_OUT = (
    "look up: does the list show an event each time, or only once?",
    "each time: the fetch breaks (guessed: the request takes no filter)",
    "only once: this world does not break it",
    "each time? remove `guesses` from the scenario: then it is an error",
)
_INDENT, _LABEL = " " * 4, 6
_ROOM = Room(title=2, why=4, line=4)
_MOST_LINES = 3
_MOST_EVENTS = 6
# The guesses of a scenario that say which events an answer holds.
_WHICH_EVENTS, _MOST_GUESSES = re.compile(r"\.(page|order|filter)\b"), 3


def lines_of(
    explored: Explored, files: Mapping[CauseKey, Path], width: int
) -> Iterator[StyledLine]:
    """Yield the lines of the report. ``files`` are the scenario files of the finds."""
    errors = [one for one in explored.finds if one.is_error]
    others = [one for one in explored.finds if not one.is_error]
    for number, find in enumerate((*errors, *others), 1):
        if others and find is others[0]:
            yield from wrapped(_OTHERS, width, "")
            yield BLANK
        yield from find_lines(find, number, explored.worlds, files.get(find.key), width)
        yield BLANK
    yield from tried_lines(explored, width)


def find_lines(
    find: Find, number: int, worlds: int, file: Path | None, width: int
) -> Iterator[StyledLine]:
    """Yield a find: its cause and line as the report of a run tells them, its smallest world, how likely it
    is, and how to see it again. ``worlds`` is how many worlds the search ran.
    """
    cause = cause_of(find.outcome, find.finding)
    if not find.is_error:
        cause = replace(cause, kind="info" if kind_of(find) in (EXCLUDED, SETTING) else "warning")
    yield from cause_lines(cause, number, width, _ROOM)
    for fact in facts_of(find, worlds, file):
        yield from _labelled(fact.label, fact.text, width, fact.style, fact.most_lines)


@dataclass(frozen=True)
class Fact:
    """A line about a find besides its cause: a label and a text. The label is empty if the text continues the
    line before.
    """

    label: str
    text: str
    style: str = ""
    most_lines: int = 1


def facts_of(find: Find, worlds: int, file: Path | None) -> Iterator[Fact]:
    """Yield the facts about a find: when it is an error, which guess decides, its smallest world, how likely
    it is, and how to see it again.
    """
    if find.is_excluded:
        yield Fact("only", "if the scenario says so of such an event: `in_scope: true`")
    if find.beyond:
        yield Fact("only", f"where {' and '.join(BEYOND[one] for one in find.beyond)}")
    look_back = look_back_of(find) if LATE in find.beyond else None
    if look_back is not None:
        yield Fact("needs", look_back.words, most_lines=2)
    # Each of them alone decides: once the first is settled, the next search shows the others.
    for guessed in find.deciding[:1]:
        for row, text in enumerate(open_words(find, guessed)):
            yield Fact("" if row else "open", text, "warning")
    if find.blames_guess:
        for row, text in enumerate(blamed_words(find)):
            yield Fact("" if row else "open", text, "warning", 2)
    if find.may_hand_out:
        for row, text in enumerate(_HANDED_OUT):
            yield Fact("" if row else "open", text, "warning")
    yield Fact("world", world_words(find), most_lines=_MOST_LINES)
    yield Fact("seen", _seen(find, worlds), most_lines=2)
    if not find.confirmed:
        what = "not confirmed: the search ended before this world was run again by itself"
        yield Fact("note", what, "warning")
    if find.cut:
        what = "not made as small as possible: the time was over; the next search tries it first"
        yield Fact("note", what, "warning")
    if find.process_state:
        what = "this depends on process state: a fresh process does not show it"
        yield Fact("note", what, "warning")
    if file is not None:
        option = f" --env {SET_ORDER}" if find.finding.evidence.get("varied") == SETS else ""
        yield Fact("see", f"xfetch run {quote(file.as_posix())}{option}", "dim", _MOST_LINES)


def blamed_words(find: Find) -> Iterator[str]:
    """Yield, about a find that no line of the code explains: what to look up, and the guesses that say which
    events an answer holds.
    """
    yield "look up: which events does an answer hold? No line of the code leaves this one out"
    paths = (one.guess.path for one in find.outcome.guesses if not one.guess.case)
    about = [path for path in paths if _WHICH_EVENTS.search(path)][:_MOST_GUESSES]
    if about:
        yield f"guessed: {', '.join(about)}; correct what is wrong there"


def open_words(find: Find, guessed: Guessed) -> Iterator[str]:
    """Yield, about a guess that decides a find: what to look up, what happens with each value, and the option
    that settles it.
    """
    guess = guessed.guess
    name, words = name_of(guess), readings_of(guess)
    without = {canonical(one.value): one.better for one in find.without(guessed)}
    yield f"look up: {question(guess)}"
    for word, value in words.items():
        if value == guess.value:
            yield f"{name}={word}: the fetch breaks (guessed, {guessed.place})"
        elif canonical(value) in without:
            clean = without[canonical(value)]
            what = (
                "this world does not break it" if clean else "this world shows other mistakes only"
            )
            yield f"{name}={word}: {what}"
    settle = " or ".join(quote(f"{name}={word}") for word in words)
    yield f"--promise {settle} settles it"


def world_words(find: Find) -> str:
    """Return a world in words: how large it is, its settings, its first events and its faults."""
    world = find.world
    size = f"{counted(len(world.events), 'event')}, {counted(find.outcome.summary.cycles, 'cycle')}"
    return "; ".join((size, *_parts(world)))


def _parts(world: World) -> Iterator[str]:
    sections = world.sections()
    for name in ("start", "interval", "latency", "tz", "params"):
        if name in sections:
            yield f"{name} {_words(sections[name])}"
    if world.digits is not None:
        yield f"times with {counted(world.digits, 'digit')} of a second"
    if world.ids:
        yield f"ids as {'numbers' if world.ids == INT else 'texts'}"
    if world.place:
        yield _PLACES[world.place]
    for fault in world.faults:
        yield f"fault {_words(fault)}"
    for event in world.events[:_MOST_EVENTS]:
        text = f"{event.id} at {Moment(event.created_s)}"
        if event.late_s:
            text += f" visible {Moment(event.seen_s)}"
        text += "".join(f" changed {Moment(one.at_s)}" for one in event.changes)
        if event.removed_s is not None:
            text += f" removed {Moment(event.removed_s)}"
        yield text
    if len(world.events) > _MOST_EVENTS:
        yield "…"


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(inner)}" for name, inner in value.items())
    return str(value)


def _seen(find: Find, worlds: int) -> str:
    likely = Likelihood(min(find.worlds, worlds), worlds)
    clean = counted(likely.clean_worlds, "clean world")
    return f"{likely.words}; believe a fix after {clean}"


def _labelled(
    label: str, text: str, width: int, style: str, most_lines: int
) -> Iterator[StyledLine]:
    room = width if width == UNBOUNDED else width - len(_INDENT) - _LABEL
    for row, part in enumerate(fitted(text, room, most_lines)):
        yield line(_INDENT, Span(f"{label if row == 0 else '':<{_LABEL}}", style), part)


def tried_lines(explored: Explored, width: int) -> Iterator[StyledLine]:
    """Yield a line with the counts of a search, then what its worlds varied."""
    errors = sum(one.is_error for one in explored.finds)
    others = len(explored.finds) - errors
    found = [counted(errors, "error")] if errors or not others else []
    verb = "depends" if others == 1 else "depend"
    found += [f"{others} that {verb} on the product"] if others else []
    simulated = format_duration(round(explored.simulated.total_seconds()))
    text = (
        f"{', '.join(found)} in {counted(explored.worlds, 'world')}"
        f" ({counted(explored.cycles, 'cycle')}, {simulated} simulated)"
    )
    if explored.stopped:
        text += f"; {explored.stopped}"
    word, style = ("FOUND", "error") if errors else ("NOTHING FOUND", "good")
    if not explored.worlds:
        word, style = "NOTHING TRIED", "warning"
    elif explored.tested_nothing:
        word, style = "NOTHING TESTED", "error"
    elif not errors and explored.worlds < explored.least_worlds:
        style = "warning"
        text += f"; that says little, the named shapes alone are {explored.least_worlds} worlds"
    first, *rest = wrapped(f"{word}  {text}", width, "  ", "", "")
    yield line(Span(word, style), first[0].text[len(word) :])
    yield from rest
    for head, names in _dimensions(explored):
        yield from wrapped(f"{head}: {', '.join(names)}", width, "    ", "dim", "  ")
    if explored.unran.lines:
        of = f"of {counted(explored.unran.of, 'line')} in functions that the fetch calls"
        text = f"never ran, {of}: {explored.unran.words}"
        for row, part in enumerate(fitted(text, max(width - 4, 1), _MOST_LINES)):
            yield line("  " if row == 0 else _INDENT, Span(part, "dim"))
    if explored.untested:
        what = (
            f"{counted(explored.untested, 'world')} tested nothing: the fetch created no incident"
        )
        yield from wrapped(what, width, "    ", "dim", "  ")
    if explored.tested_nothing and explored.first_world_said:
        what = f"the first world: {explored.first_world_said}"
        yield from wrapped(what, width, "    ", "warning", "  ")


def _dimensions(explored: Explored) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the dimensions in whose worlds the fetch made a mistake, with the number of worlds; then the
    other dimensions.
    """
    effect = sorted(
        ((hit, drawn, name) for name, drawn, hit in explored.drawn if hit), reverse=True
    )
    if effect:
        yield (
            "broke the fetch, of the worlds that vary",
            [f"{n} {hit}/{of}" for hit, of, n in effect],
        )
    calm = sorted((drawn, name) for name, drawn, hit in explored.drawn if not hit)
    if calm:
        yield "no effect, in so many worlds", [f"{name} {drawn}" for drawn, name in reversed(calm)]
