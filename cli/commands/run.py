"""The command ``xfetch run``: runs an integration's fetch, cycle after cycle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.errors import UsageError
from xfetch.emulator.reports import render
from xfetch.emulator.reports.screen.styled import NORMAL, QUIET, REQUESTS, TRACE
from xfetch.emulator.running.process.children import Children
from xfetch.emulator.settings.settings import (
    DEFAULT_INTERVAL_S,
    FETCH_INCIDENTS,
    LONG_RUNNING,
    RunSettings,
)

from ..command_line_or_scenario import shaped
from ..declaring import FORMATS, PATH, Count, option, outputs_option, taking, verbose_option
from ..event_lives import check_events, events_option, show_lives
from ..lazy import command
from ..links import links_to, with_place
from ..opening import check_open, open_option, open_page
from ..options import (
    ChildOptions,
    JudgingOptions,
    ProductOptions,
    ServerOptions,
    StrictOptions,
    TargetOptions,
)
from ..outputs import (
    annotate,
    check_writable,
    each_tried,
    parse_outputs,
    shows_text,
    tell_written,
    write_reports,
)
from ..places import check_places, reads, writes
from ..recording import check_recordings, write_recording
from ..request_for import duration_s, request_for, zone_name
from ..terminal import WIDTH, progress, show, width
from ..typed import typed

if TYPE_CHECKING:
    from xfetch.emulator.mapping.pack import PackMapping
    from xfetch.emulator.running.prepare import Prepared

_SCREEN = "xfetch.emulator.reports.screen.text"


@dataclass(frozen=True)
class ScheduleOptions:
    """The options that say how many cycles run, when, and how events are told apart."""

    cycles: int = option(
        "--cycles", type=Count(), default=5, show_default=True, help="How many fetches to run."
    )
    interval: str | None = option(
        "--interval",
        metavar="TIME",
        help="The time between two fetches: 90s, 5m.  [default: the instance's fetch interval, else 1m]",
    )
    fail_cycles: tuple[int, ...] = option(
        "--fail-cycle",
        type=Count(),
        multiple=True,
        metavar="N",
        help="Make cycle N fail at its end, when the code has set its last run and sent its incidents."
        " Repeatable.",
    )
    id_field: str | None = option(
        "--id-field",
        metavar="PATH",
        help="The field of rawJSON that identifies an event, such as alert.id."
        "  [default: the product's id where it is known, else a field with an id's name]",
    )
    compare_tz: str | None = option(
        "--compare-tz",
        metavar="ZONE",
        help="Run a second time in a container with that time zone, and report what differs.",
    )


@dataclass(frozen=True)
class ShownOptions:
    """The options that say where the result goes, and how much of it the terminal shows."""

    outputs: tuple[str, ...] = outputs_option(FORMATS)
    open: bool = open_option()
    store: Path | None = option(
        "--store",
        type=PATH,
        metavar="FILE",
        help="Keep every cycle in a SQLite file, for long runs.",
    )
    quiet: bool = option(
        "-q", "--quiet", is_flag=True, help="Show only the findings and the last line."
    )
    verbose: bool = verbose_option()
    trace: bool = option(
        "--trace", is_flag=True, help="Show every demisto call and HTTP request, in order."
    )
    events: tuple[str, ...] = events_option()
    mapper: bool = option(
        "--mapper",
        is_flag=True,
        help="Show below the report how the pack's incoming mapper and classifier (Classifiers/) fit the"
        " incidents: paths that no incident had, fields that got nothing, keys that never matched.",
    )

    @property
    def verbosity(self) -> int:
        """How much the terminal shows. ``--quiet`` overrides ``--trace``, which overrides ``--verbose``."""
        if self.quiet:
            return QUIET
        if self.trace:
            return TRACE
        return REQUESTS if self.verbose else NORMAL


@command
@taking(
    *(ScheduleOptions, TargetOptions, ProductOptions, ServerOptions, ChildOptions),
    *(StrictOptions, JudgingOptions, ShownOptions),
)
@WIDTH
def run(
    ctx: click.Context,
    schedule: ScheduleOptions,
    target: TargetOptions,
    product: ProductOptions,
    server: ServerOptions,
    child: ChildOptions,
    strict: StrictOptions,
    judging: JudgingOptions,
    shown: ShownOptions,
) -> None:
    """The clock and the product are simulated. Without an answer the run ends at the first request, and lists
    the ways to answer it.

    \b
    xfetch run helloworld_twin
    xfetch run Acme.py --reply 'GET /alerts=@alerts.json'
    xfetch run acme.yml -v -o html:run.html

    \b
    exit code: 0 clean; 1 findings, or a cycle failed;
      2 wrong usage; 3 it cannot be loaded or run;
      4 nothing answers a request, or a parameter that
        the code demands has no value; 130 interrupted
    """
    zone = zone_name(schedule.compare_tz, "--compare-tz") if schedule.compare_tz else ""
    outputs = parse_outputs(shown.outputs)
    check_events(shown.events, outputs)
    if shown.mapper and not shows_text(outputs):
        raise UsageError(
            "how the mapper fits goes to stdout, and another report goes there too",
            where="--mapper",
            advice=("give that report a path: -o json:run.json",),
        )
    check_open(shown.open, outputs)
    if shown.store:
        check_writable(shown.store, "--store")
        _check_store(shown.store)
    check_recordings(product)
    request = request_for(target, server, product, child, judging.rules)
    request = replace(
        request,
        scenario=_scheduled(request.scenario, schedule),
        judging=replace(request.judging, id_field=schedule.id_field, strict=strict.strict),
        stated=request.stated | ({"interval"} if schedule.interval is not None else set()),
        store=shown.store.resolve() if shown.store else None,
        typed=typed(ctx),
    )
    request = shaped(ctx, request, product)
    check_places(
        writes(outputs, store=shown.store, record=product.record), reads(request, target, server)
    )
    prepared = prepare(request)
    mapped = _pack_mapping(prepared) if shown.mapper else None
    planned = prepared.scenario
    if "cycles" in prepared.request.stated or request.scenario_file is None:
        _check_fail_cycles(planned)
    children = ctx.find_object(Children)
    with progress(planned.cycles, planned.live, shown.quiet) as step:
        outcome = emulate(prepared, step, zone, children, meanwhile=partial(import_module, _SCREEN))
        outcome = replace(outcome, fail_on=judging.fail_on)
    if prepared.request.guesses:
        # Imported here: few scenarios guess.
        from xfetch.emulator.starter.both_ways import both_ways

        outcome = both_ways(outcome, prepared, children)
    placed = with_place(outcome, prepared.integration.path)
    if shows_text(outputs) and not shown.events:
        # Imported here: `_SCREEN` has been imported while the child process worked.
        from xfetch.emulator.reports.screen.text import report_lines

        again = typed(ctx, prepared.mask.text)
        lines = report_lines(placed, width(), shown.verbosity, again)
        show(lines, links_to(placed.dossier.integration))
    if mapped is not None:
        from xfetch.emulator.mapping.fit import fit_of
        from xfetch.emulator.mapping.words import fit_lines

        usual = str(placed.dossier.setting.params.get("incidentType") or "")
        show(fit_lines(mapped, fit_of(mapped, outcome.runs, usual), width()))
    each_tried(
        partial(write_recording, product.record, outcome, prepared.mask),
        partial(write_reports, outcome, outputs),
        partial(show_lives, placed, shown.events),
    )
    if shown.store and shown.store.is_file():
        tell_written(shown.store)
    open_page(shown.open and not outcome.came_to_nothing, outputs)
    annotate(outputs, lambda name: render(name, outcome))
    ctx.exit(outcome.exit_code())


def _pack_mapping(prepared: Prepared) -> PackMapping:
    # Imported here: few runs ask for it.
    from xfetch.emulator.mapping.pack import pack_mapping

    if prepared.scenario.command not in (FETCH_INCIDENTS, LONG_RUNNING):
        what = f"{prepared.scenario.command} creates no incidents, which a mapper is for"
        raise UsageError(what, where="--mapper")
    return pack_mapping(prepared.integration.path, prepared.integration.manifest.document)


def _scheduled(scenario: RunSettings, schedule: ScheduleOptions) -> RunSettings:
    interval = schedule.interval
    return replace(
        scenario,
        interval_s=duration_s(interval, "--interval", minimum=0.001)
        if interval
        else DEFAULT_INTERVAL_S,
        cycles=schedule.cycles,
        fail_cycles=frozenset(schedule.fail_cycles),
    )


def _check_store(path: Path) -> None:
    """Raise UsageError if the path is a file but not a store, so that a mistyped name does not overwrite
    the user's file.
    """
    if path.exists() and not (path.is_file() and _head(path) in (b"", b"SQLite format 3\0")):
        what = "that file is not a store of xfetch; it is left as it is"
        raise UsageError(what, where=f"--store {path}", advice=("name another file",))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def _check_fail_cycles(scenario: RunSettings) -> None:
    beyond = min((cycle for cycle in scenario.fail_cycles if cycle > scenario.cycles), default=None)
    if beyond is not None:
        what = f"there is no cycle {beyond}: the run has {scenario.cycles}"
        raise UsageError(what, where="--fail-cycle")
