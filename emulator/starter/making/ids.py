"""The ids of the events in a new scenario."""

from __future__ import annotations

from collections.abc import Iterable

# The number in the first id, and how many events there are.
FIRST_ID, COUNT = 1001, 12


def ids_like(template: str) -> frozenset[str]:
    """Return the ids of the events in a new scenario, by their template: ``INC-{n}`` gives ``INC-1001`` and
    so on.
    """
    return numbered(template, range(FIRST_ID, FIRST_ID + COUNT))


def numbered(template: str, numbers: Iterable[int]) -> frozenset[str]:
    """Return the ids with these numbers."""
    before, _, after = template.replace("{{", "{").replace("}}", "}").partition("{n}")
    return frozenset(f"{before}{number}{after}" for number in numbers)
