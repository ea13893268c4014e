"""The numbered list in a report of why the run is not clean: findings, and failed cycles grouped by their
error.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...judging.finding import CERTAIN, ERROR, INFO, Finding
from ...judging.outcome import Outcome
from ...printable import printable_line
from ...record.entries import Line
from ..shown import shown_findings
from .failures import FailedAlike, failed_alike
from .styled import UNBOUNDED, Span, StyledLine, fitted, line

_INDENT = " " * 4
_STYLES = {"failed": "error"}
# The failed cycle itself says what this rule says.
_LAST_RUN_KEPT = "XF201"
# The most lines of a cause, without those of the code.
_MOST_LINES = 4
FAILED = "failed"


@dataclass(frozen=True)
class Room:
    """How many lines each element of the numbered list may take: its title, its story (what happened) and
    its code. ``infos`` says whether a line names the infos that are not shown.
    """

    title: int
    story: int
    infos: bool = True
    code: int = 2


SPACIOUS = Room(title=2, story=2)
# What a screen with many causes gives them, from more to less.
ROOMS = (
    SPACIOUS,
    Room(title=2, story=2, code=1),
    Room(title=2, story=1, code=1),
    Room(title=1, story=1, code=1),
    Room(title=1, story=1, infos=False, code=1),
    Room(title=1, story=1, infos=False, code=0),
    Room(title=1, story=0, infos=False, code=0),
)


@dataclass(frozen=True)
class Cause:
    """One element of the numbered list: a finding, or cycles that failed with the same error.

    ``kind`` is a severity or ``failed``; ``code`` is that of the rule, empty for failed cycles;
    ``title`` is one line, ``story`` tells what happened, ``message`` is both in one sentence;
    ``places`` are ways to name the line of the integration, the longest (with its path) first;
    ``remedy`` says what to do; ``cycles`` are those whose rows in the table refer to this element;
    ``why`` is the code of the cause and what happened, empty where the cause is unknown; ``decided`` is the
    source text of the line that decided; ``values`` are the values that it had, and what other lines did.
    """

    kind: str
    title: str
    message: str
    code: str = ""
    story: str = ""
    places: tuple[str, ...] = ()
    remedy: str = ""
    cycles: tuple[int, ...] = ()
    why: str = ""
    decided: str = ""
    values: str = ""

    @property
    def tells_of_cycles(self) -> bool:
        """Whether the rows of the table refer to this element (``see 2``). They do not refer to infos of
        rules, which would only distract.
        """
        return self.kind != INFO or not self.code


def causes_of(outcome: Outcome, everything: bool = False) -> tuple[Cause, ...]:
    """Return the list in the order of the report: errors, failed cycles, warnings, infos, failures on
    purpose.

    ``everything`` includes the infos of which a report usually shows only the names.
    """
    failures = failed_alike(outcome)
    findings = [
        item
        for item in shown_findings(outcome, everything)
        if everything or item.rule != _LAST_RUN_KEPT
    ]
    told = [next((item for item in findings if one.told_by(item)), None) for one in failures]
    pairs = list(zip(failures, told, strict=True))
    found = [
        _of_finding(outcome, item, [one for one, by in pairs if by is item]) for item in findings
    ]
    own = [one for one, by in pairs if by is None]
    unasked = [_of_failures(outcome, one, FAILED) for one in own if not one.on_purpose]
    asked = [_of_failures(outcome, one, INFO) for one in own if one.on_purpose]
    # Behind the last error, so that a finding that makes the others doubtful stays the first.
    end = max((at for at, one in enumerate(found, 1) if one.kind == ERROR), default=0)
    return _each_remedy_once([*found[:end], *unasked, *found[end:], *asked])


def _each_remedy_once(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Return the list with each remedy said once: of neighbours with the same remedy, only the last keeps
    it.
    """
    after = [*causes[1:], None][: len(causes)]
    return tuple(
        replace(one, remedy="") if two is not None and two.remedy == one.remedy else one
        for one, two in zip(causes, after, strict=True)
    )


def _of_finding(outcome: Outcome, finding: Finding, failures: Sequence[FailedAlike]) -> Cause:
    """Return the element for a finding and for the failed cycles that the finding explains."""
    sure = "" if finding.confidence == CERTAIN else f" ({finding.confidence})"
    added = [one.title for one in failures if one.adds_to(finding)]
    cycles = {*finding.cycles, *(cycle for one in failures for cycle in one.cycles)}
    return Cause(
        finding.severity,
        finding.title,
        "; ".join((finding.message, *added)),
        f"{finding.rule}{sure}",
        finding.story or "; ".join(added),
        _places(outcome, finding.line),
        finding.remedy,
        tuple(sorted(cycles)),
        finding.why,
        *_code(outcome, finding),
    )


def _code(outcome: Outcome, finding: Finding) -> tuple[str, str]:
    """Return the source text of the deciding line; then its values and the other lines: ``last = 5; moved
    :38``.
    """
    source = outcome.decided(finding)
    if finding.cause is None or finding.line is None or not source:
        return "", ""
    first, *others = finding.cause.places
    lines = dict.fromkeys(f"{one.role} :{one.line.number}" for one in others)
    return f":{finding.line.number}  {source}", "; ".join(
        filter(None, (first.words, ", ".join(lines)))
    )


def _of_failures(outcome: Outcome, alike: FailedAlike, kind: str) -> Cause:
    message = "; ".join(part for part in (alike.title, alike.story) if part)
    return Cause(
        kind, alike.title, message, "", alike.story, _places(outcome, alike.line), "", alike.cycles
    )


def _places(outcome: Outcome, line: Line | None) -> tuple[str, ...]:
    if line is None:
        return ()
    return (outcome.dossier.integration.place(line), str(line), f"line {line.number}")


def cause_lines(
    cause: Cause, number: int, width: int, room: Room = SPACIOUS
) -> Iterator[StyledLine]:
    """Yield an element of the list in at most six lines of ``width`` columns: title, why, the deciding line,
    what to do.

    If ``width`` is unlimited, the first line has the complete message and the place, so that a search for the
    code finds both.
    """
    if width == UNBOUNDED:
        place = Span("".join(f"   {one}" for one in cause.places[:1]), "dim")
        yield line(*_head(cause, number), cause.message, place)
        if cause.why:
            yield line(_INDENT, cause.why)
    else:
        yield from _bounded(cause, number, width, room)
    for text, style in ((cause.decided, "strong"), (cause.values, "dim"))[: room.code]:
        for row in fitted(text, width - len(_INDENT), 1):
            yield line(_INDENT, Span(row, style))
    if cause.remedy:
        yield _remedy(cause, width)


def _bounded(cause: Cause, number: int, width: int, room: Room) -> Iterator[StyledLine]:
    head = _head(cause, number)
    begin = sum(len(span.text) for span in head)
    # The place stands at the right of the title: with its path where there is room for it.
    reserved = len(cause.places[-1]) + 2 if cause.places else 0
    # The story of an event tells more than the ids that end a long title.
    story = cause.why or cause.story
    most_titles = 1 if cause.code and story and room.story else room.title
    titles = _titles(cause.title, (width - begin, width - len(_INDENT)), reserved, most_titles)
    used = len(titles[-1]) + (begin if len(titles) == 1 else len(_INDENT))
    place = next((one for one in cause.places if used + 2 + len(one) <= width), "")
    for row, text in enumerate(titles):
        beside = place if row == len(titles) - 1 else ""
        gap = " " * (width - used - len(beside)) if beside else ""
        lead = head if row == 0 else (Span(_INDENT),)
        yield line(*lead, Span(text, "strong"), Span(gap + beside, "dim"))
    lines = min(_MOST_LINES - len(titles) - bool(cause.remedy), room.story)
    for text in fitted(story, width - len(_INDENT), lines) if lines > 0 else ():
        yield line(_INDENT, text)


def _titles(title: str, widths: tuple[int, int], reserved: int, most_lines: int) -> list[str]:
    """Return the title in one or two lines of these widths. The last line leaves ``reserved`` columns
    free.
    """
    whole = printable_line(title)
    if most_lines == 1 or len(whole) + reserved <= widths[0]:
        return fitted(whole, widths[0] - reserved, 1) or [""]
    first = textwrap.wrap(whole, widths[0], break_on_hyphens=False)[0]
    rest = whole[len(first) :].strip()
    return [first, *(fitted(rest, widths[1] - reserved, 1) or [""])]


def _head(cause: Cause, number: int) -> tuple[Span, ...]:
    code = Span(f"{cause.code}  ", "strong") if cause.code else Span("")
    style = _STYLES.get(cause.kind, cause.kind)
    return (Span(f"{number:>2}  ", "dim"), Span(f"{cause.kind}  ", style), code)


def _remedy(cause: Cause, width: int) -> StyledLine:
    """Return the line that says what to do. If there is room, it ends with the command that explains the
    cause.
    """
    explain = f"xfetch explain {cause.why.partition(':')[0]}" if cause.why else ""
    room = width - len(_INDENT) - 4
    (text,) = fitted(cause.remedy, room, 1)
    gap = 3 if width == UNBOUNDED else room - len(text) - len(explain)
    told = Span(f"{' ' * gap}{explain}", "dim") if explain and gap >= 2 else Span("")
    return line(_INDENT, Span("do  ", "good"), text, told)
