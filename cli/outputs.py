"""The option ``-o FORMAT[:PATH]``: parsed and checked before the run. Each report is written atomically
after it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.reports import REPORTS, render
from xfetch.emulator.scratch import beside

from .error_document import note_written
from .slips import meant_output
from .terminal import echo, file_width

if TYPE_CHECKING:
    # A command needs this module before the child process works, and its judging later.
    from xfetch.emulator.judging.outcome import Outcome

_PART = "part"


@dataclass(frozen=True)
class Output:
    """A report to write; ``path`` is None for stdout."""

    format: str
    path: Path | None


def parse_outputs(texts: tuple[str, ...], known: Sequence[str] | None = None) -> tuple[Output, ...]:
    """Parse the values of ``-o``. The text report goes to stdout unless another report does.

    ``known`` are the formats to accept; None means those of a run.

    Raises UsageError for an unknown format, for two reports on stdout, or for a path that cannot be written.
    """
    outputs = tuple(_parse(text, known) for text in texts)
    streamed = [output for output in outputs if output.path is None]
    if len(streamed) > 1:
        formats = " and ".join(output.format for output in streamed)
        raise UsageError(
            f"only one report can go to stdout, not {formats}",
            where="-o",
            advice=("give the others a file: -o json:run.json",),
        )
    return outputs if streamed else (Output("text", None), *outputs)


def _parse(text: str, formats: Sequence[str] | None) -> Output:
    name, colon, path = text.partition(":")
    formats = tuple(REPORTS) if formats is None else formats
    if name not in formats:
        what = f"there is no report format {name!r}"
        raise UsageError(what, where=f"-o {text}", advice=tuple(meant_output(text, formats)))
    if colon and not path:
        raise UsageError("a file must follow the colon", where=f"-o {text}")
    if not path:
        return Output(name, None)
    check_writable(Path(path), f"-o {text}")
    return Output(name, Path(path))


def check_writable(path: Path, where: str) -> None:
    """Raise UsageError unless a file can be written at ``path``. No file is left there."""
    if path.is_dir():
        raise UsageError("that is a folder; name a file in it", where=where)
    try:
        if not _takes_a_stream(path):
            with beside(path.resolve()) as folder:
                (folder / _PART).touch()
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", where=where) from error


def write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Write a file atomically: write a temporary file in the same folder, which then replaces it. Print its
    path on stderr.

    A symbolic link stays and its target is written. A device or a pipe is written directly, and its path is
    not printed. Raises UsageError if the file cannot be written.
    """
    try:
        if _takes_a_stream(path):
            _write(path, pieces)
            return
        target = path.resolve()
        with beside(target) as folder:
            _write(folder / _PART, pieces)
            (folder / _PART).replace(target)
        tell_written(path)
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", where=str(path)) from error


def tell_written(path: Path) -> None:
    """Print the path of a written file on stderr, so that a report on stdout is not disturbed."""
    echo(f"written: {path}", err=True)


def _takes_a_stream(path: Path) -> bool:
    """Whether the path is a device or a pipe."""
    return path.exists() and not path.is_file()


def _write(path: Path, pieces: Iterable[str]) -> None:
    # Half a surrogate pair (a cut emoji) has no UTF-8; escaped, it is written as in JSON.
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(pieces)


def write_reports(outcome: Outcome, outputs: tuple[Output, ...]) -> None:
    """Write every report except the text on stdout, which the command has shown already.

    If the run was interrupted before its first cycle ended, no file is written, so that files of an earlier
    run stay.
    """

    def pieces(name: str) -> Iterator[str]:
        if name == "text":
            from xfetch.emulator.reports.screen import text

            return text.render(outcome, file_width())
        return render(name, outcome)

    if outcome.came_to_nothing:
        outputs = on_stdout(outputs)
    write_pieces(outputs, pieces)


def on_stdout(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    """Return only those outputs that go to stdout. If there are others, say on stderr that no file is
    written.
    """
    kept = tuple(output for output in outputs if output.path is None)
    if len(kept) < len(outputs):
        echo("interrupted before there was a result: no file was written", err=True)
    return kept


def write_pieces(outputs: tuple[Output, ...], render: Callable[[str], Iterable[str]]) -> None:
    """Write each output: ``render`` returns the pieces of the report in a format. The text on stdout is
    left out, because the command shows it itself.
    """
    each_tried(*(partial(_write_one, output, render) for output in outputs))


def _write_one(output: Output, render: Callable[[str], Iterable[str]]) -> None:
    if output.path is not None:
        write_whole(output.path, render(output.format))
    elif output.format != "text":
        if output.format == "json":
            note_written(click.get_current_context())
        sys.stdout.writelines(render(output.format))
        sys.stdout.flush()


def each_tried(*steps: Callable[[], None]) -> None:
    """Call all steps, even if one fails. Raises UsageError at the end, with the errors of all that failed."""
    failed = []
    for step in steps:
        try:
            step()
        except UsageError as error:
            failed.append(error)
    if len(failed) > 1:
        lines = tuple(line for error in failed for line in str(error).splitlines())
        raise UsageError("several files were not written", advice=lines)
    if failed:
        raise failed[0]


def on_github() -> bool:
    """Whether xfetch runs as a step of a GitHub workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def annotate(outputs: tuple[Output, ...], render: Callable[[str], Iterable[str]]) -> None:
    """In a GitHub workflow, write annotations, and append the Markdown report to the step's summary.

    ``render`` returns the pieces of the report in a format. Annotations go to stdout with the text report; if
    another report goes to stdout, they go to stderr. With ``-o github`` they are written already.
    """
    if not on_github():
        return
    if not any(one.format == "github" for one in outputs):
        stream = sys.stdout if shows_text(outputs) else sys.stderr
        stream.writelines(render("github"))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with suppress(OSError), Path(summary).open("a", encoding="utf-8") as file:
            file.writelines(render("markdown"))


def shows_text(outputs: tuple[Output, ...]) -> bool:
    """Whether the text report goes to stdout."""
    return any(output.path is None and output.format == "text" for output in outputs)
