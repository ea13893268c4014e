"""The option ``--durations``: which scenarios took longest, and how shards share them by their times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from xfetch.emulator.checking.checked import Checked
from xfetch.emulator.checking.durations import read_durations
from xfetch.emulator.errors import UsageError

from ..declaring import Count, option
from ..places import Place
from ..terminal import echo


class CountOrFile(click.Path):
    """A whole number of at least 1, or the path of a file."""

    name = "N|FILE"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, int) or str(value).lstrip("-").isdecimal():
            return Count().convert(value, param, ctx)
        return Path(value)


@dataclass(frozen=True)
class DurationsOptions:
    """The option that says what is done with the real time of each scenario."""

    durations: tuple[int | Path, ...] = option(
        "--durations",
        type=CountOrFile(),
        multiple=True,
        help="N: say on stderr which N scenarios took longest. FILE, with --shard: share them by the times in"
        " it, which -o durations:FILE wrote. Repeatable.",
    )

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of durations."""
        return tuple(one for one in self.durations if isinstance(one, Path))

    @property
    def read(self) -> Iterator[Place]:
        """The files that the command reads."""
        for path in self.files:
            yield "the durations", path

    def times_s(self, shared: bool) -> Mapping[str, float]:
        """Return the seconds that the files hold, by path. Raises UsageError for a file where the check is
        not ``shared``, and LoadError for a file of another kind.
        """
        if self.files and not shared:
            advice = (
                "with --shard I/N the times in a file say which shard runs which scenarios",
                "a number, such as --durations 5, shows the slowest scenarios",
            )
            raise UsageError(
                "a file needs --shard", where=f"--durations {self.files[0]}", advice=advice
            )
        return read_durations(self.files)

    def tell(self, checks: Sequence[Checked]) -> None:
        """Say on stderr which scenarios took longest in real time, if that is asked for."""
        most = max((one for one in self.durations if isinstance(one, int)), default=0)
        timed = [(one.took_s, one.path) for one in checks if one.took_s is not None]
        for took_s, path in sorted(timed, reverse=True)[:most]:
            echo(f"{took_s:8.2f} s  {path}", err=True)
