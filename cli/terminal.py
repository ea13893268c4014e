"""Writes to the terminal: wrapped to its width, in colour if it shows colour, with a progress bar for long
runs.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from xfetch.emulator.printable import printable
from xfetch.emulator.reports.screen.styled import UNBOUNDED, StyledLine, plain

if TYPE_CHECKING:
    from .links import Links

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
_PASSING_S = 0.2
_GIVEN = "xfetch.width"


def _keep(ctx: click.Context, option: click.Parameter, columns: int | None) -> None:
    # In the context instead of the arguments: the error messages of every command are wrapped to it too.
    if columns is not None:
        ctx.meta[_GIVEN] = columns


WIDTH = click.option(
    "--width",
    type=click.IntRange(_NARROWEST),
    metavar="N",
    expose_value=False,
    is_eager=True,
    callback=_keep,
    help="Wrap lines at N columns.  [default: the terminal's; no wrapping into a file or a pipe]",
)


def given_width(ctx: click.Context | None = None) -> int | None:
    """Return the number of columns that ``--width`` gives; None without that option."""
    context = ctx or click.get_current_context(silent=True)
    return None if context is None else context.meta.get(_GIVEN)


def file_width() -> int:
    """Return the number of columns of a report in a file: that of ``--width``, else no limit."""
    return given_width() or UNBOUNDED


def width() -> int:
    """Return the number of columns of stdout: that of ``--width``, else the terminal's; no limit if stdout
    is not a terminal.
    """
    if not sys.stdout.isatty():
        return file_width()
    columns = shutil.get_terminal_size().columns
    return given_width() or max(_NARROWEST, min(columns, _WIDEST))


def height() -> int:
    """Return the number of rows of the terminal; no limit if stdout is none."""
    return shutil.get_terminal_size().lines if sys.stdout.isatty() else UNBOUNDED


def echo(text: str, err: bool = False) -> None:
    """Write text and a line break to stdout, or to stderr."""
    click.echo(printable(text), err=err)


def clear() -> None:
    """Empty the screen, if stdout is a terminal."""
    if sys.stdout.isatty():
        click.clear()


def show(lines: Iterable[StyledLine], links: Links | None = None) -> None:
    """Write styled lines to stdout.

    If the terminal shows colour, they are written in colour by rich, and lines of the integration become
    links.
    """
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        for styled in lines:
            sys.stdout.write(plain(styled) + "\n")
        sys.stdout.flush()
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for styled in lines:
        text = Text.assemble(*((span.text, STYLES[span.style]) for span in styled))
        if links is not None:
            links.add_to(text)
        console.print(text)


@contextmanager
def passing_line() -> Iterator[Callable[[str], None]]:
    """A context that gives a function to show a line of progress on stderr, in place of the line before; at
    the end it is removed. Nothing is shown if stderr is not a terminal.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda text: None
        return
    shown_s = 0.0

    def say(text: str) -> None:
        nonlocal shown_s
        if monotonic() - shown_s >= _PASSING_S:
            shown_s = monotonic()
            room = shutil.get_terminal_size().columns - 1
            click.echo(f"\r{printable(text)[:room]}\x1b[K", err=True, nl=False)

    try:
        yield say
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def progress(cycles: int, live: bool, quiet: bool) -> Iterator[Callable[[Any], None]]:
    """A context that shows a progress bar on stderr, if that is a terminal, the run has at least 50 cycles or
    asks the real product (``live``), and ``quiet`` is False.

    It gives a function that must be called with each fetch.
    """
    if quiet or not sys.stderr.isatty() or (cycles < _LONG_RUN_CYCLES and not live):
        yield lambda run: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("cycle"), MofNCompleteColumn(), BarColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("cycles", total=cycles)
        yield lambda run: bar.update(task, completed=run.cycle)
