"""The option ``--watch``: checks again whenever a file changes that a scenario uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from xfetch.emulator.checking.affected import parts_of, scenarios_reading
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.checked import BROKEN, FAILED, Checked, with_known
from xfetch.emulator.checking.compared import compared, lines
from xfetch.emulator.checking.summary import last_line, lines_of
from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.value_words import counted
from xfetch.emulator.reports.screen.styled import StyledLine, line, plain

from ..declaring import option
from ..terminal import clear, echo, height, show, width

# The counts take two rows, and the line that says what it waits for takes one; the cursor stands below it.
_ROWS_BELOW = 4
Changes = Iterator[Iterable[Path]]


def watch_option() -> Any:
    """Declare the option ``--watch``."""
    return option(
        "--watch",
        is_flag=True,
        help="Check again whenever a file changes that a scenario uses, and say what is new and gone."
        " Ctrl-C ends it.",
    )


def changes_below(folders: Iterable[Path]) -> Changes:
    """Each time that files directly in these folders change, yield their paths.

    Raises UsageError if the library that watches files is not installed.
    """
    try:
        from watchfiles import watch
    except ModuleNotFoundError as error:
        advice = ("pip install 'xfetch[watch]'",)
        raise UsageError(
            "this needs the library watchfiles", where="--watch", advice=advice
        ) from error
    for changes in watch(*folders, recursive=False, raise_interrupt=True):
        yield [Path(name) for _, name in changes]


def watched_folders(scenarios: Iterable[Path], settings: CheckSettings) -> list[Path]:
    """Return the folders that hold a file which a scenario uses, sorted."""
    found: set[Path] = set()
    for scenario in scenarios:
        for part in parts_of(scenario, settings):
            if part.exists():
                found.add(part if part.is_dir() else part.parent)
    return sorted(found)


def watch_on(
    checks: Sequence[Checked],
    changes: Changes,
    settings: CheckSettings,
    run: Callable[[Sequence[Path]], list[Checked]],
) -> list[Checked]:
    """Check again the scenarios that use a file of ``changes``, each time that there are some, and show the
    result, until Ctrl-C. ``run`` checks scenarios. Return the last results.
    """
    last = {Path(one.path): one for one in checks}
    with suppress(KeyboardInterrupt):
        _waiting(last)
        for files in changes:
            # Of a file that an editor replaces, the new one may not be there yet.
            affected = scenarios_reading(tuple(files), last, settings)
            if not affected:
                continue
            again = run(affected)
            failing = [one for one in again if one.status in (BROKEN, FAILED)]
            details = [each for one in failing for each in lines_of(one, width())]
            before = [replace(last[Path(one.path)], known=(), gone=()) for one in again]
            pairs = zip(again, before, strict=True)
            held = [with_known(replace(one, known=(), gone=()), old.problems) for one, old in pairs]
            *differences, counts = lines(compared("the last run", held), width())
            last |= {Path(one.path): one for one in again}
            clear()
            show(on_one_screen(details, differences, height() - _ROWS_BELOW))
            show([counts, last_line(list(last.values()))])
            _waiting(last)
    return list(last.values())


def on_one_screen(
    details: Sequence[StyledLine], differences: Sequence[StyledLine], rows: int
) -> list[StyledLine]:
    """Return what fits into so many rows: the ``details`` of the scenarios that fail, then what differs; else
    only what differs; else the first row of each difference, and how many are left out.
    """
    firsts = [one for one in differences if not plain(one).startswith(" ")]
    for found in ([*details, *differences], list(differences), firsts):
        if len(found) <= rows:
            return found
    shown = max(rows - 1, 1)
    left = counted(len(firsts) - shown, "difference")
    return [*firsts[:shown], line(f"… and {left} more: xfetch check shows all")]


def _waiting(last: dict[Path, Checked]) -> None:
    echo(f"watching the files of {counted(len(last), 'scenario')}; Ctrl-C ends it", err=True)
