"""The section ``expect`` of a scenario: the result that its run must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import Json
from .section import Section

_NOT_COUNTED = ("rules", "worst", "statuses", "first_run_from", "cause", "line")


@dataclass(frozen=True)
class Bounds:
    """An allowed range of numbers from ``low`` to ``high`` inclusive; ``high`` is None for no limit."""

    low: int
    high: int | None

    def hold(self, number: int) -> bool:
        """Whether a number is in the range."""
        return self.low <= number and (self.high is None or number <= self.high)

    def __str__(self) -> str:
        if self.low == self.high:
            return str(self.low)
        if self.high is None:
            return f"at least {self.low}"
        return f"at most {self.high}" if self.low == 0 else f"{self.low} to {self.high}"


@dataclass(frozen=True)
class Expectation:
    """The result that a scenario expects of its run.

    ``counts`` holds an allowed range for each count, such as ``missed``. ``events`` holds for a verdict
    (``missed``) the ids of exactly the events that must get it. ``rules`` holds the allowed number of
    findings of each rule. ``worst`` is the highest severity allowed. ``statuses`` are those of the first
    cycles, in order. ``first_run_from`` is the time from which the first cycle must request events. ``cause``
    is the code of a cause, such as ``limit-cuts-tie``, that the first finding with a cause must have;
    ``line`` is the source text of the line that decided it.
    """

    counts: Mapping[str, Bounds] = field(default_factory=dict)
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, Bounds] = field(default_factory=dict)
    worst: str | None = None
    statuses: tuple[str, ...] | None = None
    first_run_from: str | None = None
    cause: str | None = None
    line: str | None = None


def bounds_of(value: int | Mapping[str, int]) -> Bounds:
    """Parse a range of numbers in a scenario: a number, or a mapping with ``min``, ``max`` or both."""
    if isinstance(value, Mapping):
        return Bounds(value.get("min", 0), value.get("max"))
    return Bounds(value, value)


def section_of(expect: Expectation) -> dict[str, Json]:
    """Return an Expectation as the values of a scenario's section ``expect``: the reverse of
    ``expectation_of``.
    """
    section: dict[str, Json] = {key: _value_of(bounds) for key, bounds in expect.counts.items()}
    section |= {key: list(ids) for key, ids in expect.events.items()}
    others: dict[str, Json] = {
        "rules": {rule: _value_of(bounds) for rule, bounds in expect.rules.items()} or None,
        "worst": expect.worst,
        "statuses": None if expect.statuses is None else list(expect.statuses),
        "first_run_from": expect.first_run_from,
        "cause": expect.cause,
        "line": expect.line,
    }
    return section | {key: value for key, value in others.items() if value is not None}


def _value_of(bounds: Bounds) -> Json:
    if bounds.low == bounds.high:
        return bounds.low
    top: dict[str, Json] = {} if bounds.high is None else {"max": bounds.high}
    return {"min": bounds.low, **top}


def expectation_of(section: Section) -> Expectation:
    """Parse a scenario's section ``expect``, which the schema has already accepted."""
    counted = {key: section.raw(key) for key in section if key not in _NOT_COUNTED}
    rules = section.raw("rules", {})
    if isinstance(rules, list):
        rules = {rule: {"min": 1} for rule in rules}
    statuses = section.raw("statuses")
    return Expectation(
        counts={k: bounds_of(v) for k, v in counted.items() if not isinstance(v, list)},
        events={k: tuple(map(str, v)) for k, v in counted.items() if isinstance(v, list)},
        rules={rule: bounds_of(number) for rule, number in rules.items()},
        worst=section.raw("worst"),
        statuses=tuple(statuses) if statuses is not None else None,
        first_run_from=section.raw("first_run_from"),
        cause=section.raw("cause"),
        line=section.raw("line"),
    )
