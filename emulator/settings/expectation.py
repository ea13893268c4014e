"""Reads the section ``expect``: what a scenario expects of its run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .section import Section

_NOT_COUNTED = ("rules", "worst", "statuses", "first_run_from")


@dataclass(frozen=True)
class Bounds:
    """A number, from ``low`` to ``high``, both included; ``high`` is None for no limit."""

    low: int
    high: int | None

    def hold(self, number: int) -> bool:
        return self.low <= number and (self.high is None or number <= self.high)

    def __str__(self) -> str:
        if self.low == self.high:
            return str(self.low)
        if self.high is None:
            return f"at least {self.low}"
        return f"at most {self.high}" if self.low == 0 else f"{self.low} to {self.high}"


@dataclass(frozen=True)
class Expectation:
    """What a run must show.

    ``counts``: by name of a count, its bounds. ``events``: by verdict, the ids of exactly the events that
    must have it. ``rules``: by rule, how many findings there must be. ``worst``: the most severe finding
    that is allowed.
    """

    counts: Mapping[str, Bounds] = field(default_factory=dict)
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, Bounds] = field(default_factory=dict)
    worst: str | None = None
    statuses: tuple[str, ...] | None = None
    first_run_from: str | None = None


def bounds_of(value: int | Mapping[str, int]) -> Bounds:
    """The bounds of ``3``, or of ``{min, max}``."""
    if isinstance(value, Mapping):
        return Bounds(value.get("min", 0), value.get("max"))
    return Bounds(value, value)


def expectation_of(section: Section) -> Expectation:
    """Read the section ``expect`` that the schema has accepted."""
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
    )
