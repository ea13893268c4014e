"""The entries of a fetch's record: ``demisto`` calls, log lines, HTTP exchanges and attempts, all immutable.

Times are aware datetimes in UTC on the simulated clock. Durations are simulated seconds. Values that the
integration passed to the platform are JSON values, because they went through JSON as in production.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from .codec import PUBLIC, SPARSE

# A JSON value: a scalar, a list of values, or an object with string keys.
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
# A JSON value whose shape a schema or a parser has checked, which mypy cannot know.
CheckedJson: TypeAlias = Any
# The name under which a call is recorded by which the integration binds a port.
BIND = "socket.bind"
# The kind of an attempt to open a WebSocket.
WEBSOCKET = "websocket"


@dataclass(frozen=True)
class Line:
    """A line of the integration's code, written as ``HelloWorld.py:685``."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"

    @classmethod
    def parse(cls, text: str) -> Line:
        """Parse a line of code such as ``HelloWorld.py:685``. Raises ValueError if no number ends it."""
        file, _, number = text.rpartition(":")
        return cls(file, int(number))


@dataclass(frozen=True)
class Call:
    """A call of the ``demisto`` object: its arguments by parameter name, and the value that it returned.

    ``no_numbers`` names the places in the arguments that held NaN or an infinity: JSON has no such numbers.
    """

    seq: int
    at: datetime
    name: str = field(metadata=PUBLIC)
    args: Mapping[str, Json]
    answer: Json = None
    error: str = ""
    line: Line | None = None
    no_numbers: tuple[str, ...] = field(default=(), metadata=SPARSE)


@dataclass(frozen=True)
class Log:
    """A log line of a fetch; ``level`` is debug, info, error, print, stdout, stderr, entry (a War Room entry)
    or fault.
    """

    seq: int
    at: datetime
    level: str = field(metadata=PUBLIC)
    message: str
    line: Line | None = None


@dataclass(frozen=True)
class Exchange:
    """An HTTP request and its response; without a response ``failure`` says what happened.

    ``tried`` is set if no route of the scenario matches the request: for each route, why it does not. ``fit``
    names the route that answered, then ``-query.from`` for each parameter that the route reads and the
    request lacks, and ``+query.since`` for each parameter of the request that no route reads.
    """

    seq: int
    at: datetime
    method: str = field(metadata=PUBLIC)
    url: str
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body: str = ""
    status: int | None = None
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body: str = ""
    failure: str = ""
    duration_s: float = 0.0
    line: Line | None = None
    tried: tuple[str, ...] = field(default=(), metadata=SPARSE)
    fit: tuple[str, ...] = field(default=(), metadata=SPARSE)


@dataclass(frozen=True)
class Attempt:
    """The integration tried to use the network, and nothing answered.

    ``kind`` is http, socket, dns or websocket. ``target`` is the request or the address
    (``GET https://…?max=10``, ``host:port``, ``WebSocket wss://… (library)``). ``tried`` tells for
    each reply or route why it did not match.
    """

    seq: int
    at: datetime
    kind: str = field(metadata=PUBLIC)
    target: str
    tried: tuple[str, ...] = ()
    line: Line | None = None


Entry: TypeAlias = Call | Log | Exchange | Attempt


@dataclass(frozen=True)
class Record:
    """The record of one fetch: its ``demisto`` calls, log lines, HTTP exchanges and attempts, in order."""

    entries: tuple[Entry, ...] = field(default=())

    @property
    def calls(self) -> tuple[Call, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Call))

    @property
    def logs(self) -> tuple[Log, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Log))

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Exchange))

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Attempt))

    def named(self, *names: str) -> tuple[Call, ...]:
        """Return the ``demisto`` calls with one of these names."""
        return tuple(call for call in self.calls if call.name in names)


@dataclass(frozen=True)
class WrittenRecord(Record):
    """A Record whose entries are already encoded as JSON; ``texts`` holds kind and JSON text of each."""

    texts: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
