"""The trace of one fetch: which lines of the integration decided about which events, and with which values.

A trace comes from running a fetch a second time with an instrumented integration. The record shows what the
integration exchanged with product and platform; the trace shows what happened inside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from .codec import SPARSE
from .entries import Line
from .times import as_instant

# The kinds of a step.
TEST, CUT, LOOP, ASSIGN, READ, JOIN, SENT = "test", "cut", "loop", "assign", "read", "join", "sent"
CAUGHT = "caught"
LAST = "last"
# Where an assignment puts its value, beside a variable: under a key, or where the function was called.
TO_KEY, TO_CALLER = "key", "caller"
# A condition that only chooses the value of a variable: ``if created > newest: newest = created``.
CHOOSES = "choose"
# A loop of a generator, which goes on for as long as its caller takes items.
YIELDED = "yield"
_MOST_CHARS, _MOST_ITEMS = 120, 50
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_PART = re.compile(r"[^\s,\"'{}\[\]()]*$")


@dataclass(frozen=True)
class Shown:
    """A part of an expression and its value, both as text: ``last_fetch`` and ``1704067248``."""

    name: str
    value: str
    type: str = ""

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


def value_text(value: object) -> str:
    """Return a value of the integration as text, at most 120 characters long.

    Of a list or tuple the first 50 items are shown. A value whose ``repr`` fails is named by its class. An
    address in memory is left out, because it differs in each run. A long text ends before the word that would
    be cut: half a secret would not be masked.
    """
    if isinstance(value, (list, tuple)) and len(value) > _MOST_ITEMS:
        value = value[:_MOST_ITEMS]
    try:
        text = str(value) if hasattr(value, "isoformat") else repr(value)
        if isinstance(value, (set, frozenset)) and value:
            # Python lists a set in an order that differs from process to process.
            text = f"{{{', '.join(sorted(map(repr, value)))}}}"
    except Exception:
        text = f"<{type(value).__name__}>"
    text = _ADDRESS.sub("", text)
    if len(text) <= _MOST_CHARS:
        return text
    return _PART.sub("", text[: _MOST_CHARS - 1]) + "…"


@dataclass(frozen=True)
class Spot:
    """A statement that was running when a request or a call was sent: the statement that sent it, or one that
    called that one. For a step of kind ``caught`` it is the line that caught the exception.

    ``text`` is its source; ``function`` the name of its function. ``loop`` is the line of the innermost loop
    around it, None for none, and ``loop_text`` the first line of that loop.
    """

    line: Line
    text: str = ""
    function: str = ""
    loop: Line | None = None
    loop_text: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a fetch.

    ``kind`` says what happened at ``line``:

    - ``test``: a condition was evaluated; ``outcome`` is ``true`` or ``false``, ``then`` what its branch does
      (``continue``, ``break``, ``return``, ``raise``, or empty; ``Site.then`` lists all).
    - ``cut``: an expression got several events and returned fewer; ``lost`` holds those it left out.
    - ``loop``: a loop ended before it reached all events; ``lost`` holds those it did not reach. ``then`` is
      ``yield`` for the loop of a generator.
    - ``assign``: a value was assigned to the name in ``outcome``, or stored under that key (``then`` says
      ``key``), or returned (``then`` says ``caller``).
    - ``read``: a list of events was taken from under a key of an answer.
    - ``join``: a list was assigned, or made for a call, that holds the events of ``events`` twice.
    - ``sent``: the request or the call of the record's entry with the number in ``outcome`` was sent;
      ``way`` holds the statement that sent it, then the one that called its function, and so on.

    - ``last``: the line at which the process died was about to run.

    - ``caught``: the code caught an exception that was raised at ``line``; ``text`` shows it, ``outcome``
      is its type.

    ``text`` is the expression's source. ``values`` are the values of its parts. ``events`` are the ids of the
    events that the step was about. ``frame`` numbers the function call.
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
    way: tuple[Spot, ...] = field(default=(), metadata=SPARSE)


@dataclass(frozen=True)
class Wanted:
    """Which fetches to trace, by cycle, and the ids of the events to follow in them.

    ``leaf`` is the key under which the product's events hold their id, empty if unknown. For the events in
    ``focus`` every step is kept; for other events the first and the last step with each outcome of each
    expression. ``dying`` are fetches in which the process died, each with the line at which it did: only what
    that line held is wanted.
    """

    cycles: tuple[int, ...]
    ids: tuple[str, ...]
    leaf: str
    focus: tuple[str, ...] = ()
    dying: tuple[tuple[int, int], ...] = ()

    @property
    def all_cycles(self) -> tuple[int, ...]:
        """The cycles of which a trace is wanted."""
        return (*self.cycles, *(cycle for cycle, _ in self.dying))


@dataclass(frozen=True)
class Trace:
    """The steps of one fetch in order. ``reproduced`` is False if the second run behaved differently. ``cut``
    is True if it had more steps than are recorded.
    """

    cycle: int
    steps: tuple[Step, ...] = ()
    reproduced: bool = True
    cut: bool = False


def shown_instant(text: str) -> datetime | None:
    """Return the time that a value's text stands for: ``'2024-01-01T00:00:31Z'``, ``1704067231``, or a
    datetime as Python writes it.
    """
    bare = text.strip("'\"")
    return as_instant(int(bare) if bare.isdigit() else bare.replace(" ", "T", 1))
