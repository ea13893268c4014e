"""A cause: why a finding came about, and which lines decided it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..record.entries import Line
from ..record.trace import Shown, Step

# What a line did, as reports name it.
DECIDED, ASKED, MOVED, GUARD, LOST, RAISED = "decided", "asked", "moved", "guard", "lost", "raised"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Place:
    """A line of the integration and what it did; ``values`` are the values of the parts of ``text``."""

    role: str
    line: Line
    text: str = ""
    values: tuple[Shown, ...] = ()
    cycle: int = 0

    @property
    def words(self) -> str:
        """The values that the line had: ``created = 5, last_fetch = 5``; else what it asked for."""
        told = (f"= {one.value}" if one.name == self.text else str(one) for one in self.values)
        return ", ".join(told) or (self.text if self.role == ASKED else "")

    @classmethod
    def of(cls, role: str, step: Step, cycle: int) -> Place:
        """The place of a trace's step."""
        return cls(role, step.line, step.text, step.values, cycle)


@dataclass(frozen=True)
class Cause:
    """Why a finding came about.

    ``code`` is one of the vocabulary (``limit-cuts-tie``), or ``unknown``; ``because`` says in one sentence
    what happened here, with its values; ``places`` are the lines, the deciding one first;
    ``when`` is the smallest circumstance in which it bites.
    """

    code: str
    because: str
    places: tuple[Place, ...] = ()
    when: str = ""

    @property
    def known(self) -> bool:
        """Whether the cause was found out."""
        return self.code != UNKNOWN

    @property
    def line(self) -> Line | None:
        """The line that decided; None where it is not known."""
        return self.places[0].line if self.places else None


def unknown(why: str, *places: Place | None) -> Cause:
    """A cause that could not be found out, with the reason."""
    return Cause(UNKNOWN, why, present(places))


def present(places: Iterable[Place | None]) -> tuple[Place, ...]:
    """Return the places that are known, each once."""
    return tuple(dict.fromkeys(place for place in places if place is not None))
