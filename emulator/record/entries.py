"""The nouns of the record: everything one fetch did, in order, as immutable values.

Times are aware datetimes in UTC of the simulated clock; durations are simulated seconds. Values that
crossed the platform's boundary are JSON values (they made production's JSON round trip).
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


@dataclass(frozen=True)
class Line:
    """A line of the integration, as users name it: ``HelloWorld.py:685``."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"

    @classmethod
    def parse(cls, text: str) -> Line:
        """The line that a text names. Raises ValueError where it names none."""
        file, _, number = text.rpartition(":")
        return cls(file, int(number))


@dataclass(frozen=True)
class Call:
    """One demisto call: ``args`` by parameter name, ``answer`` what the integration got back.

    ``no_numbers`` says where in the args NaN or an infinity stood, which JSON has no number for.
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
    """One log line; ``level`` is debug, info, error, print, stdout or entry (a War Room entry)."""

    seq: int
    at: datetime
    level: str = field(metadata=PUBLIC)
    message: str
    line: Line | None = None


@dataclass(frozen=True)
class Exchange:
    """One HTTP request and what came back: a response, or ``failure`` when there was none.

    ``tried`` says of each route of a scenario why it did not take the request, where none did.
    ``fit`` names the route that did, ``-query.from`` for what it reads and the request had not, and
    ``+query.since`` for what the request had and no route reads.
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
    """An attempt to leave the process that nothing answered.

    ``kind`` is http, socket or dns; ``target`` what was asked (``GET https://…?max=10``, ``host:port``);
    ``tried`` says of each reply or route why it did not match.
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
    """Everything one fetch did, in order of ``seq``."""

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
        """The demisto calls of those names."""
        return tuple(call for call in self.calls if call.name in names)


@dataclass(frozen=True)
class WrittenRecord(Record):
    """A record whose entries were written down already: each one's kind and JSON text, in their order."""

    texts: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
