"""The terminal: styled lines in colour where there is colour, a progress bar for long runs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xfetch.emulator.reports.styled import StyledLine

STYLES = {
    "error": "bold red",
    "warning": "yellow",
    "info": "cyan",
    "good": "green",
    "dim": "dim",
    "strong": "bold",
    "": "",
}
_PLAIN_WIDTH = 80
_WIDEST = 140
_LONG_RUN_CYCLES = 50


def width() -> int:
    """Columns to write for: the terminal's, or 80 where there is none."""
    if not sys.stdout.isatty():
        return _PLAIN_WIDTH
    return max(60, min(shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns, _WIDEST))


def echo(text: str, err: bool = False) -> None:
    """Write text and a line break to stdout, or to stderr."""
    import click

    from xfetch.emulator.printable import printable

    click.echo(printable(text), err=err)


def show(lines: Iterable[StyledLine]) -> None:
    """Write styled lines to stdout; rich is loaded only where there is colour to show."""
    from xfetch.emulator.reports.styled import plain

    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        for styled in lines:
            sys.stdout.write(plain(styled) + "\n")
        sys.stdout.flush()
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for styled in lines:
        console.print(Text.assemble(*((span.text, STYLES[span.style]) for span in styled)))


@contextmanager
def progress(cycles: int, live: bool, quiet: bool) -> Iterator[Callable[[Any], None]]:
    """A bar on stderr for long runs on a terminal; elsewhere nothing. Yields the step to take a cycle."""
    if quiet or not sys.stderr.isatty() or (cycles < _LONG_RUN_CYCLES and not live):
        yield lambda run: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("cycle"), MofNCompleteColumn(), BarColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("cycles", total=cycles)
        yield lambda run: bar.update(task, completed=run.cycle)
