"""The terminal: how wide lines may be, colour where there is colour, a progress bar for long runs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

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
_NARROWEST, _WIDEST = 60, 140
_LONG_RUN_CYCLES = 50
_GIVEN = "xfetch.width"


def _keep(ctx: click.Context, option: click.Parameter, columns: int | None) -> None:
    # Beside the arguments: the error messages of every command need it too.
    if columns is not None:
        ctx.meta[_GIVEN] = columns


WIDTH = click.option(
    "--width",
    type=click.IntRange(_NARROWEST),
    metavar="N",
    expose_value=False,
    is_eager=True,
    callback=_keep,
    help="Wrap lines at N columns.  [default: the terminal's; without a terminal, no wrapping]",
)


def given_width(ctx: click.Context | None = None) -> int | None:
    """What ``--width`` says; None where it was not given."""
    context = ctx or click.get_current_context(silent=True)
    return None if context is None else context.meta.get(_GIVEN)


def file_width() -> int:
    """Columns of a report in a file: what ``--width`` says, else no limit."""
    from xfetch.emulator.reports.styled import UNBOUNDED

    return given_width() or UNBOUNDED


def width() -> int:
    """Columns on stdout: what ``--width`` says, else the terminal's; no limit where there is none."""
    if not sys.stdout.isatty():
        return file_width()
    columns = shutil.get_terminal_size().columns
    return given_width() or max(_NARROWEST, min(columns, _WIDEST))


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
