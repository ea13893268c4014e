"""``xfetch troubleshoot``: what ``!<instance>-fetch`` shows in the Playground."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_line_or_scenario import EVENTS, SCENARIO
from ..options import COMMAND, TARGET, shared
from ..recording import recordings
from ..terminal import WIDTH, echo, show, width

if TYPE_CHECKING:
    from xfetch.emulator.judging.outcome import Outcome

_LOG = Path("fetch-incidents.log")


@click.command()
@TARGET
@COMMAND
@SCENARIO
@EVENTS
@click.option("--debug-mode", is_flag=True, help=f"Write {_LOG}: every log line, call, exchange.")
@recordings
@shared
@WIDTH
@click.pass_context
def troubleshoot(ctx: click.Context, /, target: Path, **given: Any) -> None:
    """Run TARGET's fetch once and show what the War Room would, creating and storing nothing.

    The last run reads {} unless --last-run is given; with --context it is Pull from instance.
    """
    from xfetch.emulator.emulate import emulate, prepare
    from xfetch.emulator.reports.war_room import war_room_lines
    from xfetch.emulator.settings.settings import FETCH_INCIDENTS, Scenario

    from ..command_line_or_scenario import one_run, scenario_of, shaped_by
    from ..options import request_for
    from ..outputs import check_writable, each_tried, parse_outputs, shows_text, write_reports
    from ..places import check_places, reads, writes
    from ..recording import check_recordings, write_recording

    scenario = Scenario(
        command=given["command"] or FETCH_INCIDENTS, cycles=1, debug_mode=given["debug_mode"]
    )
    outputs = parse_outputs(given["outputs"])
    if given["debug_mode"]:
        check_writable(_LOG, "--debug-mode")
    given = check_recordings(given)
    target, file = scenario_of(ctx, target)
    request = shaped_by(ctx, request_for(target, scenario, given), file)
    log = [("--debug-mode", _LOG)] if given["debug_mode"] else []
    check_places([*writes(outputs, given), *log], reads(request, given))
    prepared = prepare(one_run(ctx, request))
    outcome = emulate(prepared)
    if shows_text(outputs):
        show(
            war_room_lines(
                outcome,
                prepared.bench.instance.name,
                width(),
                pull=bool(given["context"]),
                debug=given["debug_mode"],
            )
        )
    steps = [
        partial(write_recording, given["record"], outcome, prepared.mask),
        partial(write_reports, outcome, outputs),
    ]
    if given["debug_mode"] and not outcome.came_to_nothing:
        steps.append(partial(_write_log, outcome))
    each_tried(*steps)
    ctx.exit(outcome.exit_code("error"))


def _write_log(outcome: Outcome) -> None:
    from xfetch.emulator.reports import debug_log

    from ..outputs import write_whole

    write_whole(_LOG, debug_log.render(outcome))
    echo(f"written: {_LOG}", err=True)
