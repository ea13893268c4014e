"""Read the JSON documents of shards, and put together what they did."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..errors import LoadError, UsageError
from ..record.codec import CodecError
from ..record.entries import CheckedJson

T = TypeVar("T")
_BROKEN = (TypeError, ValueError, AttributeError, LookupError, CodecError)


@dataclass(frozen=True)
class Work:
    """A kind of work that shards share, for messages and for its documents."""

    # The key of the rows in the section ``part`` of a document.
    rows: str
    # The command that writes such a document.
    command: str
    # What is wrong with the shard of another work, and what to do.
    other: str
    again: str


def read_shards(
    paths: Sequence[Path],
    digest: str | None,
    work: Work,
    read: Callable[[CheckedJson], Iterable[tuple[int, T]]],
    name_of: Callable[[int], str],
) -> dict[int, T]:
    """Return what several shards of a work did, by the number of the piece of work.

    ``digest`` must be that of each document; None for that of the first one. ``read`` reads the section
    ``part`` of a document, ``name_of`` names a piece of work in a message. Raises LoadError for a file that
    is not the document of a shard, and UsageError for a shard of another work and for a piece of work that is
    in two documents.
    """
    found: dict[int, T] = {}
    of: dict[int, Path] = {}
    for path in paths:
        where = f"--merge {path}"
        part = _part(path, work, where)
        digest = part["digest"] if digest is None else digest
        if part["digest"] != digest:
            raise UsageError(work.other, where=where, advice=(work.again,))
        try:
            rows = list(read(part))
        except _BROKEN as error:
            what = "its section `part` is not as a shard writes it"
            raise LoadError(what, where=where) from error
        for index, one in rows:
            if index in found:
                raise UsageError(f"{name_of(index)} is in {of[index]} too", where=where)
            found[index], of[index] = one, path
    return found


def _part(path: Path, work: Work, where: str) -> CheckedJson:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LoadError(f"cannot read it: {error.strerror}", where=where) from error
    except ValueError:
        document = None
    part = document.get("part") if isinstance(document, dict) else None
    if (
        not isinstance(part, dict)
        or "digest" not in part
        or not isinstance(part.get(work.rows), list)
    ):
        advice = (f"{work.command} --shard 1/2 -o json:FILE writes one",)
        raise LoadError("that is not the JSON document of a shard", where=where, advice=advice)
    return part
