"""Where reports go: ``FORMAT[:PATH]``, checked before the run, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .terminal import echo, file_width

if TYPE_CHECKING:
    from xfetch.emulator.judging.outcome import Outcome

_PART = "part"


@dataclass(frozen=True)
class Output:
    """``path`` is None for stdout."""

    format: str
    path: Path | None


def parse_outputs(texts: tuple[str, ...], known: Sequence[str] | None = None) -> tuple[Output, ...]:
    """The ``-o`` options; text on stdout where nothing else goes there. ``known`` are the formats there
    are, those of a run unless others are named.

    Raises UsageError for an unknown format, two on stdout, or a path that cannot be written.
    """
    from xfetch.emulator.errors import UsageError

    outputs = tuple(_parse(text, known) for text in texts)
    streamed = [output for output in outputs if output.path is None]
    if len(streamed) > 1:
        formats = " and ".join(output.format for output in streamed)
        raise UsageError(
            f"only one report fits on stdout, not {formats}",
            where="-o",
            advice=("give the others a path: -o json:run.json",),
        )
    return outputs if streamed else (Output("text", None), *outputs)


def _parse(text: str, formats: Sequence[str] | None) -> Output:
    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.reports import REPORTS

    name, colon, path = text.partition(":")
    formats = tuple(REPORTS) if formats is None else formats
    if name not in formats:
        known = ", ".join(formats)
        raise UsageError(f"no report is called {name!r} (there are: {known})", where="-o")
    if colon and not path:
        raise UsageError("a path must follow the colon", where=f"-o {text}")
    if not path:
        return Output(name, None)
    check_writable(Path(path), f"-o {text}")
    return Output(name, Path(path))


def check_writable(path: Path, where: str) -> None:
    """Raises UsageError unless a file can be written there; leaves nothing behind."""
    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.scratch import beside

    if path.is_dir():
        raise UsageError("that is a folder; name a file", where=where)
    try:
        if not _takes_a_stream(path):
            with beside(path.resolve()) as folder:
                (folder / _PART).touch()
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", where=where) from error


def write_whole(path: Path, pieces: Iterable[str]) -> None:
    """Write beside the file first and move it into place, so that no half of it is ever seen.

    A link stays, and what it leads to is written; into a device or a pipe the pieces go as they come.
    """
    from xfetch.emulator.errors import UsageError

    try:
        if _takes_a_stream(path):
            _write(path, pieces)
        else:
            _write_beside(path.resolve(), pieces)
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", where=str(path)) from error


def _takes_a_stream(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _write_beside(path: Path, pieces: Iterable[str]) -> None:
    from xfetch.emulator.scratch import beside

    with beside(path) as folder:
        part = folder / _PART
        _write(part, pieces)
        part.replace(path)


def _write(path: Path, pieces: Iterable[str]) -> None:
    # Half a surrogate pair (a cut emoji) has no UTF-8; escaped, it is what JSON would have.
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(pieces)


def write_reports(outcome: Outcome, outputs: tuple[Output, ...]) -> None:
    """Every report but the text on stdout, which is the terminal's.

    A run that came to nothing leaves the files as an earlier one wrote them.
    """
    from xfetch.emulator.reports import REPORTS, text

    def pieces(name: str) -> Iterator[str]:
        return text.render(outcome, file_width()) if name == "text" else REPORTS[name](outcome)

    if outcome.came_to_nothing:
        outputs = on_stdout(outputs)
    write_pieces(outputs, pieces)


def on_stdout(outputs: tuple[Output, ...]) -> tuple[Output, ...]:
    """Those that go to no file; says so on stderr where others do."""
    kept = tuple(output for output in outputs if output.path is None)
    if len(kept) < len(outputs):
        echo("interrupted before there was a result: no file was written", err=True)
    return kept


def write_pieces(outputs: tuple[Output, ...], render: Callable[[str], Iterable[str]]) -> None:
    """``render`` makes the pieces of a format; the text on stdout is the terminal's."""
    each_tried(*(partial(_write_one, output, render) for output in outputs))


def _write_one(output: Output, render: Callable[[str], Iterable[str]]) -> None:
    if output.path is not None:
        write_whole(output.path, render(output.format))
    elif output.format != "text":
        sys.stdout.writelines(render(output.format))
        sys.stdout.flush()


def each_tried(*steps: Callable[[], None]) -> None:
    """A file that cannot be written keeps no other from being written. Raises UsageError after the last."""
    from xfetch.emulator.errors import UsageError

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


def annotate(outcome: Outcome, outputs: tuple[Output, ...]) -> None:
    """On a GitHub runner, annotations come by themselves; beside a report on stdout they go to stderr."""
    if os.environ.get("GITHUB_ACTIONS") != "true" or any(one.format == "github" for one in outputs):
        return
    from xfetch.emulator.reports import REPORTS

    stream = sys.stdout if shows_text(outputs) else sys.stderr
    stream.writelines(REPORTS["github"](outcome))


def shows_text(outputs: tuple[Output, ...]) -> bool:
    return any(output.path is None and output.format == "text" for output in outputs)
