"""A recorded HTTP request and the product's answer to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import LoadError
from ..record.entries import CheckedJson, Json
from ..record.json_value import json_or_none


@dataclass(frozen=True)
class Answered:
    """A recorded HTTP request and the product's answer.

    ``at`` is when the request was sent (in a cassette: when the answer came), aware and in UTC. If no answer
    came, ``failure`` is set instead of ``status``.
    """

    at: datetime
    method: str
    url: str
    request_body: str = ""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    failure: str = ""
    took_s: float = 0.0

    @cached_property
    def document(self) -> Json:
        """The body of the recorded answer parsed as JSON; None if it is not JSON."""
        return json_or_none(self.body)

    @property
    def went_well(self) -> bool:
        """Whether the status of the recorded answer is 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Recording:
    """All requests and answers of a recording, oldest first.

    ``facts`` are the settings of the recorded run (start, interval_s, cycles, command) if xfetch made the
    recording, else empty.
    """

    answered: tuple[Answered, ...]
    facts: Mapping[str, CheckedJson] = field(default_factory=dict)


def text_in(path: Path, most_bytes: int) -> str:
    """Read a text file in UTF-8; a byte order mark is dropped.

    Raises LoadError for a file that cannot be read or is too large, UnicodeDecodeError for other encodings.
    """
    try:
        if path.stat().st_size > most_bytes:
            raise LoadError(f"the recording is larger than {most_bytes >> 20} MB", where=str(path))
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LoadError(f"cannot read the recording: {error.strerror}", where=str(path)) from error


def answers_of(
    items: Iterable[Any],
    make: Callable[[Any], Answered],
    path: Path,
    what: str,
    advice: tuple[str, ...] = (),
) -> list[Answered]:
    """Convert each item of a recording with ``make``; ``what`` is the word for an item in messages.

    Raises LoadError that names the first item which cannot be converted.
    """
    answered = []
    for number, item in enumerate(items, 1):
        try:
            answered.append(make(item))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            why = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            if isinstance(error, (TypeError, AttributeError)):
                why = "something in it is of a wrong kind"
            raise LoadError(
                f"the recording's {what} {number} is not valid: {why}",
                where=str(path),
                advice=advice,
            ) from error
    return answered


def header_of(pairs: Iterable[tuple[str, str]], name: str) -> str:
    """Return the value of the first header called ``name`` (in lower case); empty without one."""
    return next((value for key, value in pairs if key.lower() == name), "")
