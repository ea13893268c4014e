"""A shard: one of several parts of a work that several machines share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import UsageError

_SHARD = re.compile(r"(\d{1,4})/(\d{1,4})")


@dataclass(frozen=True)
class Shard:
    """Part ``number`` of ``of`` parts; both count from 1. One part of one part is the whole work."""

    number: int = 1
    of: int = 1

    def takes(self, index: int) -> bool:
        """Whether the piece of work with this number, counted from 0, belongs to this part."""
        return index % self.of == self.number - 1


def shard_of(text: str | None) -> Shard:
    """Parse a shard such as ``2/3``; None is the whole work. Raises UsageError."""
    if text is None:
        return Shard()
    match = _SHARD.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(
            "write the part and the number of parts, such as 1/2", where=f"--shard {text}"
        )
    return Shard(int(match[1]), int(match[2]))
