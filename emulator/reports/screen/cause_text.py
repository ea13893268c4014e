"""Writes an element of the report's numbered list as lines of text: what is wrong, why, which line to
change, and what to do.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...printable import printable_line
from .causes import Cause, Other
from .short_request import short_request
from .styled import UNBOUNDED, Span, StyledLine, as_many, fitted, line, shortened

_INDENT = " " * 4
_LABEL = 6
# Less of a line of code tells nothing.
_FEWEST_OF_SOURCE = 32
_STYLES = {"failed": "error"}


@dataclass(frozen=True)
class Room:
    """How many lines an element may take for its title, for why it happened (``why``) and for the line to
    change; and whether it says what to do.
    """

    title: int = 2
    why: int = 5
    line: int = 4
    remedy: bool = True


SPACIOUS = Room()


def cause_lines(
    cause: Cause, number: int, width: int, room: Room = SPACIOUS
) -> Iterator[StyledLine]:
    """Yield an element of the numbered list in lines of ``width`` columns.

    If ``width`` is unlimited, the first line has the complete message and the place, so that a search for the
    rule's code finds both.
    """
    if width == UNBOUNDED:
        place = Span("".join(f"   {one}" for one in cause.places[:1]), "dim")
        yield line(*_head(cause, number), cause.message, place)
        if cause.why:
            yield from _labelled("why", [f"{cause.why}: {cause.general}", cause.story])
    else:
        yield from _titles(cause, number, width, room)
        yield from _labelled("why", _reasons(cause, width - len(_INDENT) - _LABEL, room.why))
    yield from _labelled("line", _code(cause, width - len(_INDENT) - _LABEL, room.line))
    if cause.remedy and room.remedy:
        rows = fitted(cause.remedy, width - len(_INDENT) - _LABEL, 2)
        yield from _labelled("do", rows, "good")
    if cause.also and room.remedy:
        head = "from the same cause: "
        also = as_many(cause.also, width - len(_INDENT) - _LABEL - len(head))
        yield from _labelled("also", [f"{head}{also}"], "dim")


def _labelled(label: str, rows: list[str], style: str = "dim") -> Iterator[StyledLine]:
    for row, text in enumerate(filter(None, rows)):
        yield line(_INDENT, Span(f"{label if row == 0 else '':<{_LABEL}}", style), text)


def _head(cause: Cause, number: int) -> tuple[Span, ...]:
    code = Span(f"{cause.code}  ", "strong") if cause.code else Span("")
    style = _STYLES.get(cause.kind, cause.kind)
    return (Span(f"{number:>2}  ", "dim"), Span(f"{cause.kind}  ", style), code)


def _titles(cause: Cause, number: int, width: int, room: Room) -> Iterator[StyledLine]:
    head = _head(cause, number)
    begin = sum(len(span.text) for span in head)
    whole = printable_line(cause.title)
    # Where no line has room for the place of its own, it stands at the right of the title.
    beside = f"   {cause.places[1]}" if cause.places and not room.line else ""
    if room.title == 1 or len(whole) <= width - begin:
        rows = fitted(whole, width - begin - len(beside), 1) or [""]
    else:
        first = textwrap.wrap(whole, width - begin, break_on_hyphens=False)[0]
        rest = whole[len(first) :].strip()
        rows = [first, *fitted(rest, width - len(_INDENT) - len(beside), room.title - 1)]
    for row, text in enumerate(rows):
        place = Span(beside if row == len(rows) - 1 else "", "dim")
        yield line(*(head if row == 0 else (Span(_INDENT),)), Span(text, "strong"), place)


def _reasons(cause: Cause, width: int, most_lines: int) -> list[str]:
    """Return the lines that say why: a general sentence about this kind of cause, then what happened in this
    run. If both do not fit, but what happened does, return only that.
    """
    if not most_lines:
        return []
    general, story = printable_line(cause.general), cause.story
    if not story or (len(general) <= width and most_lines == 1):
        return fitted(general or story, width, most_lines)
    if not general or len(general) > width:
        return fitted(f"{general}: {story}" if general else story, width, most_lines)
    told = fitted(story, width, most_lines - 1)
    if told[-1].endswith("…") and not fitted(story, width, most_lines)[-1].endswith("…"):
        return fitted(story, width, most_lines)
    return [general, *told]


def _code(cause: Cause, width: int, most_lines: int) -> list[str]:
    """Return the lines about the line to change: its place and its text; then the values that it had and
    what other lines did.
    """
    if not cause.places or not most_lines:
        return []
    source, notes = printable_line(cause.source), _notes(cause, width)
    whole = [f"{place}  {source}".strip() for place in cause.places[:2]]
    rows = next(([one] for one in whole if len(one) <= width), [])
    if not rows and most_lines > 1:
        place = next((one for one in cause.places if len(one) <= width), cause.places[-1])
        rows = [place, shortened(source, width)]
    if not rows:
        place = next(
            (one for one in cause.places[1:] if len(one) + _FEWEST_OF_SOURCE <= width),
            cause.places[-1],
        )
        rows = [shortened(f"{place}  {source}", width)]
    left = most_lines - len(rows)
    # Values that were compared are shown whole, where they fit into two lines.
    values = fitted(cause.notes, width, 2) if " = " in cause.notes and left > 1 else []
    if values and values[-1].endswith("…"):
        values = []
    others = [
        shortened(printable_line(f"{one.did}, line {one.number}: {one.source}"), width)
        for one in cause.others
    ][: max(left - (len(values) or bool(cause.notes)), 0)]
    if others:
        notes = short_request(printable_line(cause.notes), width)
    return [*rows, *filter(None, (*(values or (notes,)), *others))][:most_lines]


def _lines_by_role(others: Sequence[Other]) -> str:
    """Return what other lines did, each role once: ``request: line 30, decided: lines 21 and 26``."""
    lines: dict[str, list[str]] = {}
    for one in others:
        lines.setdefault(one.did, []).append(str(one.number))
    return ", ".join(
        f"{did}: {'line' if len(numbers) == 1 else 'lines'} {' and '.join(numbers)}"
        for did, numbers in lines.items()
    )


def _notes(cause: Cause, width: int) -> str:
    """Return on one line the values that the line to change had, or its request; then what other lines
    did: ``(position: line 38)``.
    """
    notes = short_request(printable_line(cause.notes), width)
    for count in range(len(cause.others), 0, -1):
        others = _lines_by_role(cause.others[:count])
        room = width - len(others) - 5
        if room > width // 2 or len(notes) <= room:
            return "   ".join(filter(None, (short_request(notes, room), f"({others})")))
    return notes
