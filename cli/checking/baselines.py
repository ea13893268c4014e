"""The options ``--baseline`` and ``--update-baseline``: the known problems of a repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xfetch.emulator.checking.baseline import Baseline, read_baseline
from xfetch.emulator.checking.checked import Checked
from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.value_words import counted

from ..declaring import PATH, option
from ..outputs import check_writable, write_whole
from ..places import Place
from ..terminal import echo


@dataclass(frozen=True)
class BaselineOptions:
    """The options that say which problems are known."""

    baseline: Path | None = option(
        "--baseline",
        type=PATH,
        metavar="FILE",
        help="Fail only for what is new: problems that FILE holds are known. Say what is gone.",
    )
    update_baseline: bool = option(
        "--update-baseline",
        is_flag=True,
        help="Write what this check found to the file of --baseline; the exit code is then 0.",
    )

    @property
    def written(self) -> Path | None:
        """The file that the command writes; None if it writes none."""
        return self.baseline if self.update_baseline else None

    @property
    def read(self) -> Iterator[Place]:
        """The file that the command only reads."""
        if self.baseline is not None and not self.update_baseline:
            yield "the baseline", self.baseline


def read(options: BaselineOptions) -> Baseline | None:
    """Read the baseline. Raises UsageError if it cannot be read, or cannot be written where it is asked."""
    if options.baseline is None:
        if options.update_baseline:
            advice = ("name it: --baseline FILE --update-baseline",)
            raise UsageError(
                "there is no baseline to update", where="--update-baseline", advice=advice
            )
        return None
    if options.update_baseline:
        check_writable(options.baseline, f"--baseline {options.baseline}")
    return read_baseline(options.baseline, may_be_new=options.update_baseline)


def tell(old: Baseline, checks: Sequence[Checked], options: BaselineOptions) -> None:
    """Say on stderr which scenarios of the baseline are no longer there. Write the baseline again if that is
    asked for; else say how many of its problems are gone.
    """
    assert options.baseline is not None
    removed = old.removed()
    for path in removed:
        echo(f"gone: {path} is no longer there", err=True)
    if options.update_baseline:
        new = old.updated(checks)
        write_whole(options.baseline, new.pieces())
        echo(f"the baseline holds {counted(new.size, 'problem')}", err=True)
        return
    gone = sum(len(one.gone) for one in checks) + sum(len(old.known[path]) for path in removed)
    if gone:
        told = f"{counted(gone, 'known problem')} gone"
        echo(f"{told}: --update-baseline takes them out of {options.baseline}", err=True)
