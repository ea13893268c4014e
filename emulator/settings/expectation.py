"""What a scenario expects of its run, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import CheckedJson


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
    """``counts`` are by name; ``events`` hold the ids of exactly the events of a verdict; ``rules``
    how often each must be found; ``worst`` is the gravest severity that is allowed."""

    counts: Mapping[str, Bounds] = field(default_factory=dict)
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, Bounds] = field(default_factory=dict)
    worst: str | None = None
    statuses: tuple[str, ...] | None = None
    first_run_from: str | None = None


def bounds_of(value: CheckedJson) -> Bounds:
    """``3``, or ``{min, max}``."""
    if isinstance(value, Mapping):
        return Bounds(value.get("min", 0), value.get("max"))
    return Bounds(value, value)


def expectation_of(section: Mapping[str, CheckedJson]) -> Expectation:
    """The section ``expect``, which the schema has accepted."""
    plain = {"rules", "worst", "statuses", "first_run_from"}
    counted = {key: value for key, value in section.items() if key not in plain}
    rules = section.get("rules", {})
    if not isinstance(rules, Mapping):
        rules = {rule: {"min": 1} for rule in rules}
    statuses = section.get("statuses")
    return Expectation(
        counts={k: bounds_of(v) for k, v in counted.items() if not isinstance(v, list)},
        events={k: tuple(map(str, v)) for k, v in counted.items() if isinstance(v, list)},
        rules={rule: bounds_of(number) for rule, number in rules.items()},
        worst=section.get("worst"),
        statuses=tuple(statuses) if statuses is not None else None,
        first_run_from=section.get("first_run_from"),
    )
