"""``xfetch run``: the fetch cycle, cycle after cycle."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from ..command_line_or_scenario import EVENTS, SCENARIO
from ..judging import judging, strict
from ..options import COMMAND, TARGET, Count, shared
from ..recording import recordings
from ..terminal import WIDTH


@click.command()
@TARGET
@click.option("--cycles", type=Count(1), default=5, show_default=True)
@click.option(
    "--interval", metavar="TIME", help="Between two ticks.  [default: the instance's, else 1m]"
)
@COMMAND
@click.option(
    "--fail-cycle",
    "fail_cycles",
    type=Count(1),
    multiple=True,
    metavar="N",
    help="That run fails at its very end, after all it set and sent. Repeatable.",
)
@SCENARIO
@EVENTS
@click.option("--id-field", metavar="PATH", help="What tells events apart: a path into rawJSON.")
@recordings
@shared
@strict
@judging
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep every cycle in a SQLite file, for SQL.",
)
@click.option(
    "--compare-tz",
    metavar="ZONE",
    help="Run a second time in that zone, and tell where the two differ.",
)
@click.option("-q", "--quiet", is_flag=True, help="Only findings and the last line.")
@click.option("-v", "--verbose", is_flag=True, help="Each cycle's requests.")
@click.option("--trace", is_flag=True, help="Every demisto call and HTTP exchange, in order.")
@WIDTH
@click.pass_context
def run(ctx: click.Context, /, target: Path, **given: Any) -> None:
    """Run TARGET's fetch cycle and show what the server would have done.

    TARGET is a .py, a package folder (X/X.py + X/X.yml), a pack's folder with one integration, a .yml, a
    scenario that names one, or the name of a sample (xfetch samples).

    \b
    exit code: 0 clean; 1 findings, or a failed cycle; 2 usage; 3 cannot load or run;
               4 something is needed that nothing answers; 130 interrupted
    """
    from xfetch.emulator.emulate import emulate, prepare
    from xfetch.emulator.settings.settings import DEFAULT_INTERVAL_S, FETCH_INCIDENTS, Scenario
    from xfetch.emulator.settings.units import parse_duration_s

    from ..command_line_or_scenario import scenario_of, shaped_by
    from ..options import request_for, zone_name
    from ..outputs import (
        annotate,
        check_writable,
        each_tried,
        parse_outputs,
        shows_text,
        write_reports,
    )
    from ..places import check_places, reads, writes
    from ..recording import check_recordings, write_recording
    from ..terminal import progress

    interval = given["interval"]
    scenario = Scenario(
        command=given["command"] or FETCH_INCIDENTS,
        interval_s=parse_duration_s(interval, "--interval", minimum=0.001)
        if interval
        else DEFAULT_INTERVAL_S,
        cycles=given["cycles"],
        fail_cycles=frozenset(given["fail_cycles"]),
    )
    zone = zone_name(given["compare_tz"], "--compare-tz") if given["compare_tz"] else ""
    outputs = parse_outputs(given["outputs"])
    if given["store"]:
        check_writable(given["store"], "--store")
        _check_store(given["store"])
    given = check_recordings(given)
    target, file = scenario_of(ctx, target)
    request = request_for(target, scenario, given, strict=given["strict"])
    request = shaped_by(ctx, request, file)
    check_places([*writes(outputs, given)], reads(request, given))
    prepared = prepare(request)
    planned = prepared.bench.scenario
    if prepared.request.cycles_given or file is None:
        _check_fail_cycles(planned.fail_cycles, planned.cycles)
    with progress(planned.cycles, planned.live, given["quiet"]) as step:
        outcome = emulate(prepared, step, zone)
    if shows_text(outputs):
        _show(outcome, given)
    each_tried(
        partial(write_recording, given["record"], outcome, prepared.mask),
        partial(write_reports, outcome, outputs),
    )
    annotate(outcome, outputs)
    ctx.exit(outcome.exit_code(given["fail_on"]))


def _check_store(path: Path) -> None:
    """A slip of the keyboard shall not cost anybody a file that is no store."""
    from xfetch.emulator.errors import UsageError

    if path.exists() and not (path.is_file() and _head(path) in (b"", b"SQLite format 3\0")):
        what = "that file is no store, and is left alone"
        raise UsageError(what, where=f"--store {path}", advice=("name another file",))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _check_fail_cycles(fail_cycles: frozenset[int], cycles: int) -> None:
    from xfetch.emulator.errors import UsageError

    beyond = [cycle for cycle in sorted(fail_cycles) if cycle > cycles]
    if beyond:
        raise UsageError(
            f"there is no cycle {beyond[0]}: the run has {cycles}", where="--fail-cycle"
        )


def _show(outcome: Any, given: dict[str, Any]) -> None:
    from xfetch.emulator.reports.text import report_lines
    from xfetch.emulator.reports.verbosity import NORMAL, QUIET, REQUESTS, TRACE

    from ..terminal import show, width

    verbosity = REQUESTS if given["verbose"] else NORMAL
    verbosity = TRACE if given["trace"] else verbosity
    verbosity = QUIET if given["quiet"] else verbosity
    show(report_lines(outcome, width(), verbosity))
