"""Finds in the trace of a fetch the step that decided about an event, and the steps that computed a value.

A trace lists the assignments, conditions, loops and filtered lists that the integration executed, in order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ...record.trace import (
    ASSIGN,
    CHOOSES,
    CUT,
    LOOP,
    TEST,
    TO_CALLER,
    TO_KEY,
    Step,
    Trace,
    shown_instant,
)
from .comparisons import orders

# A variable or an attribute, or one as text or as a number: it only passes a value on.
_COPIES = re.compile(r"(?:(?:str|int)\()?([A-Za-z_][\w.]*)\)?")
# ``moment.strftime("%Y")``, ``int(moment.timestamp() * 1000)``, but not ``ago(minutes=5)``.
WRITES = re.compile(
    r"(?:(?:int|str|round)\()?([\w.]+)\.(?:strftime|isoformat|timestamp)\([^()]*\)(?: ?\* ?1_?000)?\)?"
)
# ``get_time_str(newest)``, ``stamp(newest, FORMAT)``: whether it only writes the time, its value tells.
_CONVERTS = re.compile(
    r"(?!(?:max|min)\()[\w.]+\(([A-Za-z_]\w*)(?:, ?(?:\w+ ?= ?)?(?:[A-Z_]+|\"[^\"]*\"|'[^']*'))*\)"
)
_CLOCK = re.compile(r"\b(?:now|utcnow|today|time)\(")
_NAME = re.compile(r"[A-Za-z_]\w*")
# A value this long is found by itself; a short number may be another one.
_TELLING_CHARS = 8
# A field of a record, such as ``alert["count"]``: it does not count events.
_FIELD = re.compile(r"""\[["']|\.get\(""")
# What counts events, and what limits them.
_COUNTS = re.compile(
    r"\blen\(|\bnext\(|limit|max_?(fetch|incidents|events|alerts|results|records|items)\b|count|quota"
    r"|room|budget|remaining|\bleft\b|number|index|\b[in]\b",
    re.I,
)


def deciding_step(trace: Trace, event: str, created: Collection[str]) -> Step | None:
    """Return the step that kept the event from being created; None where the trace does not show it.

    ``event`` is the id of the event; ``created`` are the ids of events that the fetch did create. A condition
    is a candidate if its result for the event differs from its results for all the created events. An
    expression that returned fewer events than it got, and a loop that ended early, are candidates if they
    left the event out. A condition that only chooses a value, such as the newest time, is no candidate and no
    use of the event. The first candidate wins after which no other step used the event; without one the last
    candidate. If that one only noted the event, an earlier expression or loop that left it out wins; if it
    only let the event in, a later one does. An expression that kept none of the created events, such as the
    rest of a list that is kept for later, yields to one that kept some.
    """
    outcomes = _outcomes(trace, created)
    candidates = [
        (number, step) for number, step in enumerate(trace.steps) if _decides(step, event, outcomes)
    ]
    used = (n for n, step in enumerate(trace.steps) if event in step.events and not _chooses(step))
    last_seen = max(used, default=-1)
    if not candidates:
        return None
    # The event goes on if a later step still has it.
    final = next((item for item in candidates if item[0] >= last_seen), candidates[-1])
    if _only_notes(final[1]):
        # The event is noted, and not created: an earlier step had left it out of what is created.
        cuts = [item for item in candidates if item[1].kind in (CUT, LOOP)]
        before = [item for item in reversed(cuts) if item[0] < final[0]]
        final = next(iter((*before, *cuts)), final)
    if _kept_none(final[1], created):
        later = (item for item in candidates if item[0] > final[0] and item[1].kind == CUT)
        final = next((item for item in later if not _kept_none(item[1], created)), final)
    number, step = _inner(candidates, final)
    return _of_loop(trace, number, step)


def _chooses(step: Step) -> bool:
    return step.kind == TEST and step.then == CHOOSES


def _only_notes(step: Step) -> bool:
    """Whether a condition only let the event into a collection of noted values: ``{x["id"] for x in alerts if
    x["time"] == newest}``.
    """
    return step.kind == TEST and step.outcome == "true" and step.then in ("", "keep")


def _kept_none(step: Step, created: Collection[str]) -> bool:
    """Whether an expression kept none of the created events."""
    return step.kind == CUT and not set(created).intersection(step.events)


def _inner(candidates: list[tuple[int, Step]], final: tuple[int, Step]) -> tuple[int, Step]:
    """Return the condition that decided inside a called function, if ``final`` is a condition that only
    tests the result of that call; else ``final``.
    """
    while final[1].kind == TEST and "(" in final[1].text:
        before = [item for item in candidates if item[0] < final[0]]
        if not before or before[-1][0] != final[0] - 1 or before[-1][1].frame == final[1].frame:
            break
        final = before[-1]
    return final


def counts(trace: Trace, step: Step) -> bool:
    """Whether a condition compares how many events there are with a limit: two whole numbers, one of which
    is named like a count. It has one result for the first events, and the other one from then on.
    """
    numbers = [one for one in step.values if one.type == "int" and not _FIELD.search(one.name)]
    if step.kind != TEST or len(numbers) != len(step.values) or not _COUNTS.search(step.text):
        return False
    same = [one for one in trace.steps if one.kind == TEST and site_of(one) == site_of(step)]
    outcomes = [one.outcome for one in same]
    first = outcomes.index(step.outcome)
    return first > 0 and set(outcomes[first:]) == {step.outcome}


def last_assignment(trace: Trace, value: str, name: str = "") -> Step | None:
    """Return the last step that assigned ``value``, given as text; None without one. Assignments to the
    variable or key ``name`` are preferred.
    """
    found = [step for step in _assignments(trace) if _same(step, value)]
    named = [step for step in found if step.outcome == name]
    # An incident that is built holds the same time under a key of its own. A small number may stand anywhere.
    others = [] if value.isdecimal() and len(value) < _TELLING_CHARS else found
    chosen = named or [step for step in others if step.then != TO_KEY] or others
    return chosen[-1] if chosen else None


def last_to(trace: Trace, name: str) -> Step | None:
    """Return the last step that assigned to a variable, attribute or key called ``name``; None without
    one.
    """
    return next((step for step in reversed(trace.steps) if _is_to(step, name)), None)


def _is_to(step: Step, name: str) -> bool:
    return step.kind == ASSIGN and step.outcome == name


def computed(trace: Trace, step: Step) -> Step:
    """Return the step that computed the value which ``step`` only copies from a variable.

    For ``{"last_fetch": newest}`` it is the last ``newest = ...`` before it, in the same function, that
    assigned the same value. Copies of copies are followed too. If there is no such assignment and the value
    is long, it is what a function returned, else the last earlier step that computed the same value. Where a
    condition chose the value, as in ``if created > newest: newest = created``, and in a function that
    returned a variable, a copy of an event's field is the choice that counts, not the line that read the
    field. ``newest.isoformat()`` and ``text_of(newest)`` only write a time that another line chose.
    """
    returned = False
    while copied := _passed_on(step):
        if not _is_copy(step):
            earlier = _written(trace, step, copied[1])
            if earlier is None:
                break
            step = earlier
            continue
        value, place = _bare(step.values[0].value), trace.steps.index(step)
        name = copied[1].rpartition(".")[2]
        same = [one for one in _assignments(trace, place) if _bare(one.values[0].value) == value]
        # An attribute may be set by another function; a variable only by its own.
        named = [
            one
            for one in same
            if one.outcome == name and ("." in step.text or one.frame == step.frame)
        ]
        if not named and len(value) > _TELLING_CHARS:
            # A function returned it: the value itself leads to the line.
            made = [one for one in same if one.then == TO_CALLER or not _is_copy(one)]
            named = [one for one in made if one.then != TO_KEY] or made
            returned = bool(named) and _is_copy(named[-1])
        if not named:
            break
        chosen = (returned and step.then != TO_CALLER) or _is_chosen(trace, step, name)
        if chosen and _reads_field(named[-1]):
            break
        step = named[-1]
    return step


def _passed_on(step: Step) -> re.Match[str] | None:
    """Return the match whose first group is the variable that a step copies or writes; None for others."""
    forms = (form.fullmatch(step.text) for form in (_COPIES, WRITES, _CONVERTS))
    return next((one for one in forms if one), None)


def _written(trace: Trace, step: Step, name: str) -> Step | None:
    """Return the last assignment to ``name`` before ``step``, in the same function, if it has the very time
    that ``step`` writes; None if there is none, or if it only reads a field or the clock.
    """
    instant = shown_instant(step.values[0].value)
    before = _assignments(trace, trace.steps.index(step))
    named = [one for one in before if (one.outcome, one.frame) == (name, step.frame)]
    if not named or instant is None or shown_instant(named[-1].values[0].value) != instant:
        return None
    only_read = _reads_field(named[-1]) or _CLOCK.search(named[-1].text)
    return None if only_read else named[-1]


def _is_chosen(trace: Trace, step: Step, copied: str) -> bool:
    """Whether a condition of the same function orders the variable that ``step`` assigns and the variable of
    which it is a copy. A key is no variable: an event's field may have the same name.
    """
    names = {step.outcome, copied}
    return step.then != TO_KEY and any(
        one.kind == TEST
        and one.frame == step.frame
        and orders(one)
        and names <= {*_NAME.findall(one.text)}
        for one in trace.steps
    )


def _is_copy(step: Step) -> bool:
    return _COPIES.fullmatch(step.text) is not None


def _reads_field(step: Step) -> bool:
    """Whether a step reads a field of one record, such as ``alert["created"]``."""
    return bool(_FIELD.search(step.text)) and " for " not in step.text


def _assignments(trace: Trace, before: int | None = None) -> Iterator[Step]:
    return (step for step in trace.steps[:before] if step.kind == ASSIGN)


def _same(step: Step, value: str) -> bool:
    shown = step.values[0].value if step.values else ""
    return shown == value or _bare(shown) == value


def _bare(value: str) -> str:
    return value.strip("'\"")


def _outcomes(trace: Trace, created: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """Return the results of each condition for the created events; the key is the condition's line and
    text.
    """
    found: dict[tuple[str, str], set[str]] = {}
    wanted = set(created)
    for step in trace.steps:
        if step.kind == TEST and wanted.intersection(step.events):
            found.setdefault(site_of(step), set()).add(step.outcome)
    return found


def site_of(step: Step) -> tuple[str, str]:
    """Return what the steps of one condition have in common: its line and its text."""
    return str(step.line), step.text


def _decides(step: Step, event: str, outcomes: dict[tuple[str, str], set[str]]) -> bool:
    if step.kind in (CUT, LOOP):
        return event in step.lost
    if step.kind == TEST and step.then == "loop" and step.outcome == "false" and event in step.lost:
        return True
    if step.kind != TEST or _chooses(step) or event not in step.events:
        return False
    return step.outcome not in outcomes.get(site_of(step), set())


def _of_loop(trace: Trace, number: int, step: Step) -> Step:
    """For a loop that ended early, return the condition whose ``break``, ``return`` or ``raise`` ended it;
    for any other step, and where no such condition is found, return ``step``.
    """
    if step.kind != LOOP:
        return step
    for before in reversed(trace.steps[:number]):
        if before.kind == TEST and before.frame == step.frame:
            ends = before.then in ("break", "return", "raise") and before.outcome == "true"
            otherwise = before.then.startswith("else ") and before.outcome == "false"
            return before if ends or otherwise else step
    return step
