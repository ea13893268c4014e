"""The options ``--shard`` and ``--merge``: a check or a search that several machines share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xfetch.emulator.errors import UsageError
from xfetch.emulator.executing.shard import Shard, shard_of

from ..declaring import PATH, option
from ..places import Place


@dataclass(frozen=True)
class PartOptions:
    """The options that say which part of the work is done, and which results are taken from files."""

    shard: str | None = option(
        "--shard",
        metavar="I/N",
        help="Run only part I of N. With -o json:FILE, --merge takes it.",
    )
    merge: tuple[Path, ...] = option(
        "--merge",
        type=PATH,
        multiple=True,
        metavar="FILE",
        help="Run nothing new: take the results of a shard, from its JSON document. Once for each shard.",
    )

    @property
    def part(self) -> Shard:
        """The part to run. Raises UsageError for a wrong text, and with ``--merge``."""
        if self.merge and self.shard is not None:
            raise UsageError(
                "a command cannot both run a shard and take results of shards",
                where="--shard and --merge",
                advice=("leave one of them out",),
            )
        return shard_of(self.shard)

    @property
    def read(self) -> Iterator[Place]:
        """The files that the command reads."""
        for path in self.merge:
            yield "the results of a shard", path
