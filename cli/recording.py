"""Recording what the product answers, and answering with a recording."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from xfetch.emulator.judging.outcome import Outcome
    from xfetch.emulator.masking.mask import Mask

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--record",
        type=click.Path(path_type=Path),
        metavar="FILE.har",
        help="Keep what was asked and answered, secrets masked.",
    ),
    click.option(
        "--replay",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Answer with a recording (HAR, or a cassette of vcrpy), on its clock.",
    ),
)


def recordings(command: Command) -> Command:
    """Add ``--record`` and ``--replay``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def check_recordings(given: dict[str, Any]) -> dict[str, Any]:
    """What was given, with the recording as its vendor. Raises UsageError."""
    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.recording.named import is_recording

    from .outputs import check_writable

    if given["record"]:
        check_writable(given["record"], "--record")
    if not given["replay"]:
        return given
    if given["vendor"] or given["replies"]:
        raise UsageError("--replay answers alone, without --vendor or --reply", where="--replay")
    if not is_recording(given["replay"]):
        what = "a recording is a .har file, or a cassette of vcrpy (.yaml, .yml, .json)"
        raise UsageError(what, where=f"--replay {given['replay']}")
    return {**given, "vendor": given["replay"]}


def write_recording(path: Path | None, outcome: Outcome, mask: Mask) -> None:
    """Every exchange of the run, whole or not at all. Raises UsageError where it cannot be written.

    Without a path nothing is written. A run that came to nothing leaves an earlier recording as it is.
    """
    if path is None or outcome.came_to_nothing:
        return
    from xfetch.emulator.recording.write_har import har_pieces
    from xfetch.emulator.version import xfetch_version

    from .outputs import write_whole

    clock, command = outcome.dossier.clock, outcome.dossier.integration.command
    cycles = len(outcome.runs)
    pieces = har_pieces(outcome.runs, clock, cycles, command, xfetch_version(), mask)
    write_whole(path, pieces)
