"""The cause of a finding: which of the known mistakes it is, and the lines of the integration that made
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..record.entries import Line
from ..record.trace import ASSIGN, Shown, Step

# What a line did, as reports name it.
DECIDED, ASKED, MOVED, GUARD, LOST, RAISED = "decided", "asked", "moved", "guard", "lost", "raised"
USED = "used"
ADDED = "added"
CAUGHT = "caught"
LED = "led"
UNKNOWN = "unknown"
# A longer expression leaves no room for its value.
_LONG_NAME = 40
_RESULT = "the result"


@dataclass(frozen=True)
class Place:
    """A line of the integration that a cause names.

    ``role`` says what the line did: decided, asked, moved, guard, lost, raised, used the same value,
    added to it, caught the error, or led to it;
    ``text`` is the expression that the line evaluated, or the request that it sent;
    ``values`` are the values of the names in that expression; ``cycle`` is the fetch that ran the line.
    """

    role: str
    line: Line
    text: str = ""
    values: tuple[Shown, ...] = ()
    cycle: int = 0

    @property
    def words(self) -> str:
        """The values of the names in the expression: ``created = 5, last_fetch = 5``. A line without
        values gives the request that it sent, or the empty text.
        """
        return ", ".join(map(str, self.values)) or (self.text if self.role == ASKED else "")

    @classmethod
    def of(cls, role: str, step: Step, cycle: int) -> Place:
        """Build a place from a step of a traced fetch. Where ``values`` has the value of the whole
        expression, it gets the name to which the value was assigned; without one a long expression is
        called ``the result``.
        """
        named = step.outcome if step.kind == ASSIGN else ""
        if not named and len(step.text) > _LONG_NAME:
            named = _RESULT
        values = tuple(
            replace(one, name=named) if named and one.name == step.text else one
            for one in step.values
        )
        return cls(role, step.line, step.text, values, cycle)


@dataclass(frozen=True)
class Cause:
    """The cause of a finding.

    ``code`` is a code of ``diagnosis.vocabulary`` such as ``limit-cuts-tie``, or ``unknown``;
    ``because`` is a sentence about this run: what happened, in which cycle, with which values;
    ``places`` are the lines of the integration that took part, the deciding line first;
    ``remedy`` says what to do where that of all such causes does not fit this run, else it is empty;
    ``when`` is the smallest circumstance in which the mistake shows, such as "the fetch finds nothing new";
    ``healthy`` is the largest one of the same kind in which it does not, as far as the run shows it.
    """

    code: str
    because: str
    places: tuple[Place, ...] = ()
    when: str = ""
    healthy: str = ""
    remedy: str = ""

    @property
    def known(self) -> bool:
        """Whether judging found the cause: the code is not ``unknown``."""
        return self.code != UNKNOWN

    @property
    def line(self) -> Line | None:
        """The line of the integration that decided; None where no line is known."""
        return self.places[0].line if self.places else None


def unknown(why: str, *places: Place | None) -> Cause:
    """Return the cause ``unknown``; ``why`` says what kept xfetch from finding the cause."""
    return Cause(UNKNOWN, why, present(places))


def present(places: Iterable[Place | None]) -> tuple[Place, ...]:
    """Return the places without the Nones and without repetitions, in the same order."""
    return tuple(dict.fromkeys(place for place in places if place is not None))


def moved_first(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the places with the line that computed the position in front, because this is the line to
    change.
    """
    return tuple(sorted(places, key=lambda place: place.role != MOVED))
