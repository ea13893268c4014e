"""The trace of one fetch: which lines of the integration decided about which events, and with which values.

A trace comes from running a fetch a second time with an instrumented integration. The record shows what the
integration exchanged with product and platform; the trace shows what happened inside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .entries import Line

# The kinds of a step.
TEST, CUT, LOOP, ASSIGN = "test", "cut", "loop", "assign"


@dataclass(frozen=True)
class Shown:
    """A part of an expression and its value, both as text: ``last_fetch`` and ``1704067248``."""

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
    """Which fetches to trace, by cycle, and the ids of the events to follow in them.

    ``leaf`` is the key under which the product's events hold their id, empty if unknown. For the events in
    ``focus`` every step is kept; for other events only the results of conditions.
    """

    cycles: tuple[int, ...]
    ids: tuple[str, ...]
    leaf: str
    focus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """The steps of one fetch in order. ``reproduced`` is False if the second run behaved differently."""

    cycle: int
    steps: tuple[Step, ...] = ()
    reproduced: bool = True
    cut: bool = False
