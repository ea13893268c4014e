"""What one fetch decided: which line decided it, about which of the product's events, with which values.

A trace comes from running a fetch a second time with an instrumented integration. The record says what
crossed the integration's border; the trace says what happened inside.
"""

from __future__ import annotations

from dataclasses import dataclass

from .entries import Line

# The kinds of a step.
TEST, CUT, LOOP, ASSIGN = "test", "cut", "loop", "assign"


@dataclass(frozen=True)
class Shown:
    """A part of an expression and its value, as text: ``last_fetch`` and ``1704067248``."""

    name: str
    value: str
    type: str = ""

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


@dataclass(frozen=True)
class Step:
    """One step of a fetch.

    ``kind`` says what happened at ``line``:

    - ``test``: a condition was evaluated; ``outcome`` is ``true`` or ``false``, ``then`` what its branch does
      (``continue``, ``break``, ``return``, ``raise``, or empty).
    - ``cut``: an expression got several events and returned fewer; ``lost`` holds those it left out.
    - ``loop``: a loop ended before it reached all events; ``lost`` holds those it did not reach.
    - ``assign``: a value was assigned to the name in ``outcome``, or stored under that key.

    ``text`` is the expression's source. ``values`` are the values of its parts. ``events`` are the ids of the
    events that the step was about. ``frame`` numbers the function call; ``cycle`` is the fetch.
    """

    line: Line
    kind: str
    text: str
    outcome: str = ""
    then: str = ""
    values: tuple[Shown, ...] = ()
    events: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    frame: int = 0


@dataclass(frozen=True)
class Wanted:
    """The fetches to trace, by cycle, and the ids of the events to follow.

    ``leaf`` is the key under which the product holds an id, empty where unknown. Of the events in ``focus``
    every step is kept; of the others only how each condition came out.
    """

    cycles: tuple[int, ...]
    ids: tuple[str, ...]
    leaf: str
    focus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """The steps of one fetch in order. Without ``reproduced`` the second run did something else."""

    cycle: int
    steps: tuple[Step, ...] = ()
    reproduced: bool = True
    cut: bool = False
