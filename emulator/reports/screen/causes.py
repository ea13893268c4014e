"""The numbered list in a report of why the run is not clean: findings, and failed cycles grouped by their
error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...judging.cause import ADDED, ASKED, CAUGHT, DECIDED, GUARD, LED, LOST, MOVED, RAISED, USED
from ...judging.diagnosis.vocabulary import KINDS
from ...judging.failures import FailedAlike
from ...judging.finding import CERTAIN, ERROR, INFO, Finding
from ...judging.implied import led_to
from ...judging.outcome import Outcome
from ...record.entries import Line
from ...record.trace import Step
from ..shown import shown_findings
from .failures import kind_of, last_step, remedy_of, shown_failures, story_of, title_of
from .rows import lost_in

# The failed cycle itself says what this rule says.
_LAST_RUN_KEPT = "XF201"
_DUPLICATE = "XF101"
FAILED = "failed"
# Of these two causes one cannot be mended without the other.
_FULL, _FORGOTTEN = "known-fill-the-page", "ids-forgotten"
# What the other lines of a cause did.
REQUEST = "request"
_ROLES = {
    ASKED: REQUEST,
    MOVED: "position set",
    GUARD: "ids checked",
    LOST: "ids saved",
    RAISED: "error raised",
    DECIDED: "decided",
    USED: "uses it too",
    ADDED: "added to it",
    CAUGHT: "error caught",
    LED: "led to it",
}
# A longer title of a finding that another cause led to is replaced by the name of its rule.
_MOST_TITLE = 42
_SAVES = re.compile(r"\bset(LastRun|_?[iI]ntegration_?[cC]ontext)\w*\(")
_SENDS = re.compile(r"\b(demisto\.incidents|createIncidents|send_\w+)\(")


@dataclass(frozen=True)
class Other:
    """Another line that took part in a cause: what it did in a word or two, its number and its text."""

    did: str
    number: int
    source: str


@dataclass(frozen=True)
class Cause:
    """One element of the numbered list: a finding, or cycles that failed with the same error.

    ``kind`` is a severity or ``failed``; ``code`` is that of the rule, empty for failed cycles;
    ``title`` says what is wrong and how often; ``message`` also says what happened, in one sentence;
    ``why`` is the code of the cause and ``general`` a sentence about such causes, both empty where no cause
    is known; ``story`` is what happened in this run;
    ``places`` are ways to name the line to change, the longest (with its path) first; ``source`` is the
    line's text; ``notes`` are the values that it had, or its request; ``others`` are further lines that took
    part;
    ``remedy`` says what to do; ``cycles`` are those whose rows in the table refer to this element;
    ``also`` are the findings that the same cause led to, by code and name;
    ``event`` is the event that the story is about; ``reproduce`` are the options that show just this element.
    """

    kind: str
    title: str
    message: str
    code: str = ""
    why: str = ""
    general: str = ""
    story: str = ""
    places: tuple[str, ...] = ()
    source: str = ""
    notes: str = ""
    others: tuple[Other, ...] = ()
    remedy: str = ""
    cycles: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    event: str = ""
    reproduce: tuple[str, ...] = ()

    @property
    def explained_by(self) -> str:
        """The code to type after ``xfetch explain`` for the page about this element: that of the cause,
        else that of the rule.
        """
        return self.why or self.code.partition(" ")[0]

    @property
    def tells_of_cycles(self) -> bool:
        """Whether the rows of the table refer to this element (``see 2``). They do not refer to infos of
        rules, which would only distract.
        """
        return self.kind != INFO or not self.code


def causes_of(outcome: Outcome, everything: bool = False) -> tuple[Cause, ...]:
    """Return the numbered list of a report: a Cause for each finding, and for each error of failed cycles.

    A failure that a finding tells of is part of that finding's Cause. The order is: errors, failed cycles,
    warnings, infos, failures on purpose. With ``everything`` the list also has the infos of which a report
    usually shows only the names. A finding that another finding led to is part of that one's Cause; with
    ``everything`` it has a Cause of its own.
    """
    failures = shown_failures(outcome)
    findings = [
        item
        for item in shown_findings(outcome, everything)
        if everything or item.rule != _LAST_RUN_KEPT
    ]
    leading = (
        [(one, ()) for one in findings]
        if everything
        else led_to(findings, outcome.judgement.duplicates)
    )
    told = [next((one for one, _ in leading if alike.told_by(one)), None) for alike in failures]
    pairs = list(zip(failures, told, strict=True))
    found = [
        replace(
            _of_finding(outcome, one, [alike for alike, by in pairs if by is one]),
            also=tuple(f"{other.rule} {_title_or_name(other)}" for other in others),
        )
        for one, others in leading
    ]
    own = [alike for alike, by in pairs if by is None]
    unasked = [_of_failures(outcome, alike, FAILED) for alike in own if not alike.on_purpose]
    asked = [_of_failures(outcome, alike, INFO) for alike in own if alike.on_purpose]
    # Behind the last error, so that a finding that makes the others doubtful stays the first.
    end = max((at for at, one in enumerate(found, 1) if one.kind == ERROR), default=0)
    return _each_cause_once([*found[:end], *unasked, *found[end:], *asked])


def cause_of(outcome: Outcome, finding: Finding) -> Cause:
    """Return the Cause of one finding by itself."""
    return _of_finding(outcome, finding, ())


def _title_or_name(finding: Finding) -> str:
    told = finding.events and len(finding.title) <= _MOST_TITLE
    return finding.title if told else finding.name


def _each_cause_once(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Return the list without repetitions. If two elements have the same line and cause, the second only
    refers to the first. If neighbours have the same remedy, only the last of them keeps it.
    """
    told: dict[tuple[str, ...], int] = {}
    found = []
    for number, one in enumerate(causes, 1):
        first = told.setdefault((one.why, *one.places), number) if one.why else number
        if first != number:
            one = replace(
                one,
                general="",
                story=f"the same line and the same cause as finding {first}",
                places=(),
                source="",
                notes="",
                others=(),
                remedy="",
            )
        found.append(one)
    found = [_together(one, found) for one in found]
    after = [*found[1:], None][: len(found)]
    return tuple(
        replace(one, remedy="") if two is not None and two.remedy == one.remedy else one
        for one, two in zip(found, after, strict=True)
    )


def _together(one: Cause, causes: Sequence[Cause]) -> Cause:
    """Return an element about forgotten ids with a remedy that also names the element about a full page, if
    there is one. Return any other element unchanged.

    The two must be mended together: a page with room for more known events makes more duplicates as long as
    their ids are forgotten.
    """
    full = [number for number, other in enumerate(causes, 1) if other.why == _FULL]
    if one.why != _FORGOTTEN or not full:
        return one
    return replace(one, remedy=f"{one.remedy}; mend {full[0]} too")


def _of_finding(outcome: Outcome, finding: Finding, failures: Sequence[FailedAlike]) -> Cause:
    """Return the element for a finding and for the failed cycles that the finding explains."""
    sure = "" if finding.confidence == CERTAIN else f" ({finding.confidence}, not proven)"
    added = [title_of(one) for one in failures if one.adds_to(finding)]
    cycles = {*finding.cycles, *(cycle for one in failures for cycle in one.cycles)}
    if finding.rule == _DUPLICATE:
        # Not the cycles that created the events for the first time.
        cycles &= outcome.judgement.duplicates.keys()
    if lost := lost_in(finding):
        cycles = {lost}
    known = finding.cause if finding.cause is not None and finding.cause.known else None
    kind = KINDS.get(known.code) if known is not None else None
    notes, others = _notes(outcome, finding)
    story = known.because if known is not None else finding.story or "; ".join(added)
    # The values and the request stand below the line already, or need not stand there again.
    story = story.replace(f": {notes}", "", 1) if notes else story
    return Cause(
        finding.severity,
        finding.title,
        "; ".join((finding.message, *added)),
        f"{finding.rule}{sure}",
        known.code if known is not None else "",
        kind.title if kind is not None else "",
        story,
        _places(outcome, finding.line),
        _source(outcome, finding.line),
        "" if notes in story else notes,
        others,
        finding.remedy,
        tuple(sorted(cycles)),
        event=next(iter(finding.events), ""),
        reproduce=finding.reproduce,
    )


def _of_failures(outcome: Outcome, alike: FailedAlike, kind: str) -> Cause:
    last = last_step(outcome, alike)
    title, story = title_of(alike), story_of(outcome, alike, last)
    message = alike.message.removeprefix("Error: ")
    raised = f"raised as {alike.cause}" if alike.cause and alike.cause not in title else ""
    whole = (title, "" if message in title else " ".join(message.split()), raised, story)
    cause = kind_of(alike)
    return Cause(
        kind,
        title,
        "; ".join(filter(None, whole)),
        why=cause.code if cause is not None else "",
        general=cause.title if cause is not None else "",
        story=story,
        places=_places(outcome, alike.line),
        source=_source(outcome, alike.line),
        notes=alike.values or ", ".join(map(str, last.values if last is not None else ())),
        others=_made(outcome, alike.line, last),
        remedy=remedy_of(alike, cause),
        cycles=alike.cycles,
    )


def _made(outcome: Outcome, line: Line | None, last: Step | None) -> tuple[Other, ...]:
    """Return the nearest assignment above the line at which a process died that set a value which this line
    used; none if there is none in the same function.
    """
    if line is None or last is None:
        return ()
    for name in (one.name for one in last.values if one.name.isidentifier()):
        for number in range(line.number - 1, 0, -1):
            text = outcome.source_lines.get(f"{line.file}:{number}")
            if text is None or text.lstrip().startswith("def "):
                break
            if re.match(rf"\s*{name}\s*=[^=]", text):
                # The end of a long line says when the value is what it was.
                text = re.sub(r"= .{30,}(?= if .+ else )", "= …", text.strip())
                return (Other(f"{name} made", number, text),)
    return ()


def _places(outcome: Outcome, line: Line | None) -> tuple[str, ...]:
    if line is None:
        return ()
    return (outcome.dossier.integration.place(line), str(line), str(line.number))


def _source(outcome: Outcome, line: Line | None) -> str:
    """Return the text of a line of the integration; while a bracket is open, with the lines that follow
    it.
    """
    if line is None:
        return ""
    text = outcome.source_lines.get(str(line), "").strip()
    number = line.number + 1
    while _is_open(text) and (more := outcome.source_lines.get(f"{line.file}:{number}")):
        more = more.strip()
        # Brackets and methods stand close, as on one line.
        gap = "" if text[-1] in "([{" or more[:1] in ")]}." else " "
        text, number = f"{text}{gap}{more}", number + 1
    return text


def _is_open(text: str) -> bool:
    return sum(map(text.count, "([{")) > sum(map(text.count, ")]}"))


def _other(did: str, number: int, source: str) -> Other:
    # A line that calls setLastRun saves the position; another one made its value.
    if _SAVES.search(source):
        did = "position saved"
    elif _SENDS.search(source):
        did = "sent"
    return Other(did, number, source)


def _notes(outcome: Outcome, finding: Finding) -> tuple[str, tuple[Other, ...]]:
    """Return the values that the deciding line had, or its request; and the other lines that took part."""
    if finding.cause is None or not finding.cause.known:
        return "", ()
    first, *others = finding.cause.places or (None,)
    found = {
        place.line: _other(_ROLES[place.role], place.line.number, _source(outcome, place.line))
        for place in reversed(others)
        if place is not None and place.role in _ROLES and place.line != finding.line
    }
    return first.words if first is not None else "", tuple(reversed(found.values()))
