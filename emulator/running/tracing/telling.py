"""Chooses the steps of a fetch that are kept in its trace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from ...judging.window.sent_values import sent_values
from ...record.entries import Json
from ...record.fetch_run import SAVERS, FetchRun
from ...record.trace import SENT, Step, shown_instant, value_text

# A step, and the number of conditions, cuts and loops before it.
Placed = tuple[int, Step]

_MOST_ASSIGNS = 200
_MOST_STEPS = 600
_MOST_SENT = 150
_MOST_REQUESTS = 50
_DEEPEST = 4
# A shorter value may be another one by chance.
_LONG_CHARS, _LONGEST_CHARS = 8, 100
_TIMES = ("str", "int", "float", "datetime", "FakeDatetime", "Timestamp", "DateTime")
_SAVES = re.compile(r"\bset(?:Last|Assets|Integration)\w*\(")
_WORD = re.compile(r"[\w.-]+")
_COLLECTIONS = ("list", "tuple", "set", "frozenset")
_ZERO = frozenset({"0"})
_NAME = re.compile(r"[A-Za-z_]\w*")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?|\b\d{10,13}\b")


def telling(
    steps: Sequence[Step], assigns: Iterable[Placed], focus: frozenset[str], run: FetchRun
) -> tuple[Step, ...]:
    """Return the steps and assignments that may explain a finding, in order.

    Every step about an event in ``focus`` is kept, 600 at most. Of all steps, the first and the last with
    each outcome of each expression are kept. An assignment is kept if its value or its name is in the state
    that the fetch saved, or in a request: other values may be what no report needs, such as a computed
    signature. If an expression assigns the same value several times, only the first and the last assignment
    are kept.
    """
    first: dict[tuple[str, str, str, str], int] = {}
    last: dict[tuple[str, str, str, str], int] = {}
    about: list[int] = []
    sent: list[int] = []
    for number, step in enumerate(steps):
        if step.kind == SENT:
            sent.append(number)
            continue
        key = (str(step.line), step.kind, step.text, step.outcome)
        first.setdefault(key, number)
        last[key] = number
        if focus.intersection(step.events) or focus.intersection(step.lost):
            about.append(number)
    chosen = {*first.values(), *last.values(), *about[:_MOST_STEPS]}
    chosen |= {*sent[:_MOST_SENT], *sent[-_MOST_SENT:]}
    placed = [(number, 1, order, steps[number]) for order, number in enumerate(sorted(chosen))]
    # An assignment stands before the step that came after it.
    placed += [
        (number, 0, order, step)
        for order, (number, step) in enumerate(_saved(assigns, run, _arguments(steps)))
    ]
    return tuple(step for *_, step in sorted(placed, key=lambda item: item[:3]))


def _saved(assigns: Iterable[Placed], run: FetchRun, saved: set[str]) -> list[Placed]:
    """Return the assignments that may have made what the fetch saved or requested, at most ``_MOST_ASSIGNS``.
    If an expression assigns the same value several times, only the first and the last assignment are kept.

    An assignment is kept if its name or value is in the state before or after the fetch, if its name is one
    of ``saved`` (the names in the calls that saved state), or if its value is a time, another long value of
    a request, or the zero from which a request asks. A list is kept if it holds such a time, or only words of
    a request, such as severities.
    """
    states = [call.args.get("value") for call in run.record.named(*SAVERS)]
    states.append(run.last_run.before)
    names = {name for state in states for name, _ in _values(state, "", 0)}
    names |= saved
    values = {value for state in states for _, value in _values(state, "", 0)}
    long = {value for value in values if len(value) >= _LONG_CHARS}
    long.update(_asked(run))
    lists = {value_text(value) for state in states for value in _lists(state, 0)}
    named = _named(run)
    values |= named & _ZERO
    instants = {_whole_second(value) for value in long} - {None}
    first: dict[tuple[str, str, str, str], tuple[int, int, Step]] = {}
    latest: dict[tuple[str, str, str, str], tuple[int, int, Step]] = {}
    for order, (place, step) in enumerate(assigns):
        shown = step.values[0]
        value = shown.value.strip("'\"")
        if (
            step.outcome in names
            or value in values
            or value in long
            or shown.type == "deque"
            or shown.value in lists
            or (shown.type in _COLLECTIONS and _words(value) and _words(value) <= named)
            or (shown.type in _TIMES and _whole_second(value) in instants)
            or (shown.type == "list" and "{" not in value and any(one in value for one in long))
        ):
            key = (str(step.line), step.text, step.outcome, shown.value)
            first.setdefault(key, (place, order, step))
            latest[key] = (place, order, step)
    both = {item[1]: item for item in (*first.values(), *latest.values())}
    kept = sorted(both.values(), key=lambda item: item[:2])[-_MOST_ASSIGNS:]
    return [(place, step) for place, _, step in kept]


def _arguments(steps: Sequence[Step]) -> set[str]:
    """Return the names in the statements that saved state, such as ``next_run`` in
    ``setLastRun(next_run)``.
    """
    texts = (one.text for one in steps if one.kind == SENT and _SAVES.search(one.text))
    return {name for text in texts for name in _NAME.findall(text)} - {"demisto"}


def _whole_second(value: str) -> datetime | None:
    found = shown_instant(value)
    return found.replace(microsecond=0) if found is not None else None


def _asked(run: FetchRun) -> set[str]:
    """Return the long values in the queries and bodies of the requests, such as the start of a time
    window.
    """
    texts = (
        str(sent.value)
        for exchange in run.record.exchanges[:_MOST_REQUESTS]
        for sent in sent_values(exchange)
    )
    return {
        part
        for text in texts
        for part in (text, *_TIME.findall(text))
        if _LONG_CHARS <= len(part) <= _LONGEST_CHARS
    }


def _named(run: FetchRun) -> frozenset[str]:
    """Return the words in the queries and bodies of the requests."""
    texts = (
        str(sent.value)
        for exchange in run.record.exchanges[:_MOST_REQUESTS]
        for sent in sent_values(exchange)
    )
    return frozenset(word for text in texts for word in _words(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def _values(state: Json, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the keys of a saved state, each with its value as text; the text of an object or a list is
    empty.
    """
    if isinstance(state, Mapping) and depth < _DEEPEST:
        for key, value in state.items():
            yield str(key), ""
            yield from _values(value, str(key), depth + 1)
    elif isinstance(state, (str, int, float)) and not isinstance(state, bool):
        yield name, str(state)


def _lists(state: Json, depth: int) -> Iterator[Json]:
    """Yield the lists of a saved state that hold something."""
    if isinstance(state, list) and state:
        yield state
    elif isinstance(state, Mapping) and depth < _DEEPEST:
        for value in state.values():
            yield from _lists(value, depth + 1)
