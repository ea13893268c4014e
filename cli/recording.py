"""The options ``--record`` and ``--replay``: checks them, and writes the recording of a run."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from xfetch.emulator.errors import UsageError
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.recording.read_recording import is_recording
from xfetch.emulator.recording.write_har import facts_of, har_pieces
from xfetch.emulator.version import xfetch_version

from .options import ProductOptions, SourceOptions
from .outputs import check_writable, write_whole

if TYPE_CHECKING:
    from xfetch.emulator.judging.outcome import Outcome

# Options of xfetch explore that say which worlds are drawn and run.
_OF_A_SEARCH = ("only", "budget", "faults", "seed", "jobs", "until_found", "shard", "merge")


def check_recordings(product: ProductOptions) -> None:
    """Raise UsageError if the recording cannot be written, if the file to replay is not a recording, or if
    ``--replay`` is combined with another source of answers.
    """
    if product.record:
        check_writable(product.record, "--record")
    if product.replay and (product.vendor or product.replies):
        raise UsageError(
            "cannot be combined with --vendor or --reply: leave one out", where="--replay"
        )
    _check_suffix(product.replay)


def check_replayed(source: SourceOptions, given: Collection[str]) -> None:
    """Raise UsageError if the file that ``xfetch explore --replay`` names is not a recording, or if another
    source of the product is named too. ``given`` are the names of the options on the command line: those of
    a search are refused, since a recording is run in a few fixed ways.
    """
    if source.replay and (source.scenario_path or source.vendor):
        raise UsageError(
            "cannot be combined with --scenario or --vendor: leave one out", where="--replay"
        )
    for name in _OF_A_SEARCH if source.replay else ():
        if name in given:
            option = f"--{name.replace('_', '-')}"
            what = f"cannot be combined with {option}: a recording is run in a few fixed ways"
            raise UsageError(what, where="--replay")
    _check_suffix(source.replay)


def _check_suffix(replay: Path | None) -> None:
    if replay and not is_recording(replay):
        what = "not a recording: that is a .har file, or a cassette of vcrpy (.yaml, .yml, .json)"
        raise UsageError(what, where=f"--replay {replay}")


def write_recording(path: Path | None, outcome: Outcome, mask: Mask) -> None:
    """Write every exchange of the run into a HAR file, atomically; without a path write nothing.

    If the run was interrupted before its first cycle ended, nothing is written, so that an earlier recording
    stays. Raises UsageError if the file cannot be written.
    """
    if path is None or outcome.came_to_nothing:
        return
    clock, command = outcome.dossier.clock, outcome.dossier.integration.command
    facts = facts_of(clock.start, clock.interval_s, len(outcome.runs), command)
    write_whole(path, har_pieces(outcome.runs, facts, xfetch_version(), mask))
