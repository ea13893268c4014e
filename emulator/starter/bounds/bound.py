"""A comparison in a request, and the part of a scenario's route that says the same."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...record.entries import CheckedJson, Json

STARTS, ENDS = ("gt", "ge"), ("lt", "le")


@dataclass(frozen=True)
class Bound:
    """A comparison of an event's ``field`` (created, updated, id) with a value of the request.

    ``op`` is a scenario's comparison, ``reference`` names the place of the value in the request. ``told``
    says that the request itself names the comparison, as ``>=`` or ``gte`` do; else it is guessed. ``format``
    is the format of a time; ``any`` stands for all formats that a scenario reads without being told. With
    ``whole_days`` the product compares days. ``unit`` is the unit of a number under ``within``. ``name`` is
    the event's field that the request itself names beside a time, and ``written`` that time as it was sent.
    ``why`` is what in the code tells the comparison, if the request does not.
    """

    field: str
    op: str
    reference: str
    told: bool = False
    format: str = "any"
    unit: str = ""
    whole_days: bool = False
    name: str = dataclasses.field(default="", compare=False)
    written: str = dataclasses.field(default="", compare=False)
    why: str = dataclasses.field(default="", compare=False)

    @property
    def settings(self) -> Mapping[str, Json]:
        """The settings that stand beside the comparison in a filter."""
        if self.op == "within":
            return {"unit": self.unit} if self.unit else {}
        if self.field == "id":
            return {}
        return {"format": self.format, **({"precision": "day"} if self.whole_days else {})}


def filter_of(bounds: Sequence[Bound]) -> Json:
    """Return a route's key ``filter`` for these comparisons: a mapping, or a list if one field needs two.

    It is empty without comparisons.
    """
    rows: list[dict[str, CheckedJson]] = []
    for bound in bounds:
        row = next((one for one in rows if _has_room(one.get(bound.field), bound)), None)
        if row is None:
            row = {}
            rows.append(row)
        known = row.get(bound.field, {})
        operators = {key: value for key, value in known.items() if key not in bound.settings}
        row[bound.field] = {**operators, bound.op: bound.reference, **bound.settings}
    return rows[0] if len(rows) == 1 else list(rows) if rows else {}


def _has_room(known: Mapping[str, Json] | None, bound: Bound) -> bool:
    if known is None:
        return True
    side = next((one for one in (STARTS, ENDS) if bound.op in one), (bound.op,))
    same = all(known.get(key, value) == value for key, value in bound.settings.items())
    same = same and known.get("precision") == bound.settings.get("precision")
    return same and not any(op in known for op in (*side, "within"))


def united(bounds: Iterable[Bound]) -> tuple[Bound, ...]:
    """Return one comparison for each pair of a field and a place in the request. If there are several with
    different operators, take the first whose operator the request itself names; else the first.
    """
    found: dict[tuple[str, str], Bound] = {}
    for bound in bounds:
        known = found.get((bound.field, bound.reference))
        if known is None or (bound.told and not known.told):
            found[bound.field, bound.reference] = bound
    return tuple(found.values())
