"""The command ``xfetch troubleshoot``: shows what ``!<instance>-fetch`` shows in the Playground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports import debug_log
from xfetch.emulator.reports.screen.war_room import war_room_lines
from xfetch.emulator.running.process.children import Children

from ..command_line_or_scenario import one_run, shaped
from ..declaring import FORMATS, option, outputs_option, taking
from ..event_lives import check_events, events_option, show_lives
from ..lazy import command
from ..links import links_to, with_place
from ..options import ChildOptions, ProductOptions, ServerOptions, TargetOptions
from ..outputs import (
    check_writable,
    each_tried,
    parse_outputs,
    shows_text,
    write_reports,
    write_whole,
)
from ..places import check_places, reads, writes
from ..recording import check_recordings, write_recording
from ..request_for import request_for
from ..terminal import WIDTH, echo, show, width

_LOG = Path("fetch-incidents.log")


@dataclass(frozen=True)
class ShownOptions:
    """The options that say where the result goes."""

    outputs: tuple[str, ...] = outputs_option(FORMATS)
    debug_mode: bool = option(
        "--debug-mode",
        is_flag=True,
        help=f"Write {_LOG}: every log line, demisto call and HTTP request.",
    )
    events: tuple[str, ...] = events_option()


@command
@taking(TargetOptions, ProductOptions, ServerOptions, ChildOptions, ShownOptions)
@WIDTH
def troubleshoot(
    ctx: click.Context,
    target: TargetOptions,
    product: ProductOptions,
    server: ServerOptions,
    child: ChildOptions,
    shown: ShownOptions,
) -> None:
    """Nothing is created and nothing is stored. The last run is {} unless --last-run is given. With --context
    the command does what Pull from instance does.

    \b
    xfetch troubleshoot Acme.py --scenario acme.yml
    """
    outputs = parse_outputs(shown.outputs)
    check_events(shown.events, outputs)
    if shown.debug_mode:
        check_writable(_LOG, "--debug-mode")
    check_recordings(product)
    request = shaped(ctx, request_for(target, server, product, child), product)
    log = [("--debug-mode", _LOG)] if shown.debug_mode else []
    check_places([*writes(outputs, record=product.record), *log], reads(request, target, server))
    prepared = prepare(one_run(ctx, request, debug=shown.debug_mode))
    outcome = emulate(prepared, children=ctx.find_object(Children))
    placed = with_place(outcome, prepared.integration.path)
    if shows_text(outputs) and not shown.events:
        name, pull = prepared.mask.text(prepared.instance.name), bool(server.context)
        lines = war_room_lines(placed, name, width(), pull=pull, debug=shown.debug_mode)
        show(lines, links_to(placed.dossier.integration))
    steps = [
        partial(write_recording, product.record, outcome, prepared.mask),
        partial(write_reports, outcome, outputs),
        partial(_show_lives, placed, shown.events),
    ]
    if shown.debug_mode and not outcome.came_to_nothing:
        steps.append(partial(_write_log, outcome))
    each_tried(*steps)
    ctx.exit(outcome.exit_code())


def _show_lives(outcome: Outcome, events: tuple[str, ...]) -> None:
    if events and not outcome.came_to_nothing:
        echo("As it is in a fetch; this command itself creates nothing.")
    show_lives(outcome, events)


def _write_log(outcome: Outcome) -> None:
    write_whole(_LOG, debug_log.render(outcome))
