"""Chooses the steps of a fetch that are kept in its trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...record.entries import Json
from ...record.fetch_run import SAVERS, FetchRun
from ...record.trace import Step

# A step, and the number of conditions, cuts and loops before it.
Placed = tuple[int, Step]

_MOST_ASSIGNS = 200
_MOST_STEPS = 600
_DEEPEST = 4


def telling(
    steps: Sequence[Step], assigns: Iterable[Placed], focus: frozenset[str], run: FetchRun
) -> tuple[Step, ...]:
    """Return the steps and assignments that may explain a finding, in order.

    Every step about an event in ``focus`` is kept. Of all steps, the first and the last with each outcome of
    each expression are kept. An assignment is kept if its value or its name is in the state that the fetch
    saved: other values may be what no report needs, such as a computed signature. If an expression assigns
    the same value several times, only the last assignment is kept.
    """
    first: dict[tuple[str, str, str, str], int] = {}
    last: dict[tuple[str, str, str, str], int] = {}
    about: list[int] = []
    for number, step in enumerate(steps):
        key = (str(step.line), step.kind, step.text, step.outcome)
        first.setdefault(key, number)
        last[key] = number
        if focus.intersection(step.events) or focus.intersection(step.lost):
            about.append(number)
    chosen = {*first.values(), *last.values(), *about[:_MOST_STEPS]}
    placed = [(number, 1, order, steps[number]) for order, number in enumerate(sorted(chosen))]
    # An assignment stands before the step that came after it.
    placed += [
        (number, 0, order, step) for order, (number, step) in enumerate(_saved(assigns, run))
    ]
    return tuple(step for *_, step in sorted(placed, key=lambda item: item[:3]))


def _saved(assigns: Iterable[Placed], run: FetchRun) -> list[Placed]:
    """Return the assignments whose name or value is in the saved state, at most ``_MOST_ASSIGNS``; of the
    assignments of one value by one expression only the last.
    """
    states = [call.args.get("value") for call in run.record.named(*SAVERS)]
    names = {name for state in states for name, _ in _values(state, "", 0)}
    values = {value for state in states for _, value in _values(state, "", 0)}
    latest: dict[tuple[str, str, str, str], tuple[int, int, Step]] = {}
    for order, (place, step) in enumerate(assigns):
        value = step.values[0].value
        if step.outcome in names or value.strip("'\"") in values:
            key = (str(step.line), step.text, step.outcome, value)
            latest[key] = (place, order, step)
    kept = sorted(latest.values(), key=lambda item: item[:2])[-_MOST_ASSIGNS:]
    return [(place, step) for place, _, step in kept]


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
