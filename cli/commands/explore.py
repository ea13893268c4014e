"""The command ``xfetch explore``: searches for the world that breaks a fetch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NoReturn

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.executing.executor import Executor
from xfetch.emulator.executing.pool import available_cores
from xfetch.emulator.exploring.earlier import earlier_worlds
from xfetch.emulator.exploring.find import CauseKey, Explored
from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.exploring.kept_finds import write_finds, write_tests
from xfetch.emulator.exploring.promised import promised
from xfetch.emulator.exploring.replayed.recorded import replayed
from xfetch.emulator.exploring.replayed.same_again import same_again
from xfetch.emulator.exploring.searching.campaign import Campaign
from xfetch.emulator.exploring.searching.coverage import unran
from xfetch.emulator.exploring.searching.looking import SERIES
from xfetch.emulator.exploring.searching.shards import merged, part_of
from xfetch.emulator.exploring.shapes import BLOCK
from xfetch.emulator.exploring.telling.formats import FORMATS, Told, text
from xfetch.emulator.exploring.telling.screen import lines_of
from xfetch.emulator.judging.value_words import counted
from xfetch.emulator.running.process.children import Children

from ..checking.executors import executor_of
from ..checking.parts import PartOptions
from ..command_line_or_scenario import given_names
from ..declaring import taking
from ..exploring.asked import asked_request
from ..exploring.options import ExploreOptions, budget_of, check_only
from ..lazy import command
from ..opening import check_open, open_page
from ..options import SourceOptions, TargetOptions
from ..outputs import (
    Output,
    annotate,
    on_stdout,
    parse_outputs,
    shows_text,
    tell_written,
    write_pieces,
)
from ..places import check_places, reads, writes
from ..recording import check_replayed
from ..signals import end_like_ctrl_c
from ..terminal import WIDTH, echo, file_width, passing_line, show, width

_INTERRUPTED = 130
_NO_FILTER = (
    "that the product does not filter (`filter: {}`) is a guess: missed and repeated events are no finds"
    " until you describe the filter, or remove that entry from `guesses` if it is right"
)
_NO_TIME = "no time was left to run three worlds again, and to find the lines that never ran"


@command
@taking(TargetOptions, SourceOptions, PartOptions, ExploreOptions)
@WIDTH
def explore(
    ctx: click.Context,
    target: TargetOptions,
    source: SourceOptions,
    parts: PartOptions,
    options: ExploreOptions,
) -> None:
    """Makes up worlds: when the product's events happen and appear, what changes, what fails. Runs the
    unmodified integration in each, and reports each cause with the smallest world that shows it. Each is
    written as a scenario file, which xfetch run and xfetch check replay.

    Of a scenario only the product's API counts, not its events, faults and expectations. Without --scenario
    it is the one in TARGET's folder, else one that is guessed as by xfetch init. --vendor takes the events of
    a world: Vendor(events). With --replay only what must not matter is varied: interval, limit, zone, order
    of ties.

    \b
    xfetch explore ties_dropped --budget 10s
    xfetch explore Acme.py --scenario acme.yml
    xfetch explore acme.yml --only ties --emit pytest
    xfetch explore acme.yml -o html:worlds.html

    \b
    exit code: 0 no error was found;
      1 an error was found, or no incident was created;
      2 wrong usage; 3 it cannot be loaded or run;
      130 interrupted (what was found is shown)
    """
    budget = replace(budget_of(options.budget), until_found=options.until_found, shard=parts.part)
    check_only(options.only)
    _check_dask(options, parts, source)
    if options.finds.exists() and not options.finds.is_dir():
        raise UsageError("that is a file; name a folder", where=f"--finds {options.finds}")
    outputs = parse_outputs(options.outputs, known=tuple(FORMATS))
    check_open(options.open, outputs)
    check_replayed(source, given_names(ctx))
    request = asked_request(ctx, target, source, options)
    check_places(writes(outputs), chain(parts.read, reads(request, target)))
    request, promises = promised(request, options.promises)
    ground = replace(ground_of(request, promises), most_faults=options.faults)
    if any(one.is_no_filter for one in request.guesses):
        echo(_NO_FILTER, err=True)
    if source.replay is not None:
        explored, as_recorded = replayed(request, ground, source.replay)
        if not as_recorded:
            what = "does not give in each cycle what was recorded: correct this scenario"
            echo(f"{request.scenario_file} {what}, or the instance's parameters", err=True)
        _tell(ctx, ground, explored, options, outputs)
    earlier = earlier_worlds(ground, options.finds)
    made_of = (ground, options.seed, options.only)
    known = merged(parts.merge, *made_of) if parts.merge else None
    children = ctx.find_object(Children)
    campaign = Campaign(
        *(ground, options.seed, budget, options.only),
        *(_executor(options), earlier, known, children),
        size=SERIES if options.dask is None else BLOCK,
    )
    with passing_line() as say:
        explored = campaign.explore(lambda so_far: say(_progress(so_far)))
        # A search that stops at its first error has tried too little to say what never runs.
        ended = explored.stopped or (options.until_found and explored.exit_code)
        in_time = campaign.spent < 1
        if not ended and in_time:
            say("is it the same again?")
            worlds = budget.first[: explored.worlds]

            def has_time() -> bool:
                return not campaign.is_late

            with suppress(KeyboardInterrupt):
                again = same_again(ground, options.seed, options.only, campaign.seen, has_time)
                explored = replace(explored, finds=(*explored.finds, *again))
                say("which lines never ran?")
                never = unran(ground, options.seed, options.only, worlds, end_like_ctrl_c, has_time)
                explored = replace(explored, unran=never)
    if not ended and not in_time:
        echo(_NO_TIME, err=True)
    if parts.shard is not None:
        explored = replace(explored, part=part_of(campaign.seen, *made_of))
    _tell(ctx, ground, explored, options, outputs)


def _executor(options: ExploreOptions) -> Executor | None:
    """Return what has the worlds run; None for this process."""
    if options.dask is None and (options.jobs or available_cores()) == 1:
        return None
    return executor_of(options.dask, options.jobs, ahead=True)


def _check_dask(options: ExploreOptions, parts: PartOptions, source: SourceOptions) -> None:
    """Raise UsageError for an option that does not go together with ``--dask``."""
    others = {
        "--merge": bool(parts.merge),
        "--replay": source.replay is not None,
        "--python": options.python is not None,
    }
    for other, given in others.items():
        if given and options.dask is not None:
            raise UsageError(
                f"cannot be combined with {other}: leave one of them out", where="--dask"
            )


def _tell(
    ctx: click.Context,
    ground: Ground,
    explored: Explored,
    options: ExploreOptions,
    outputs: tuple[Output, ...],
) -> NoReturn:
    """Write the finds and the reports, and exit."""
    told = Told(explored, _written(ground, explored, options), options.seed)
    if shows_text(outputs):
        show(lines_of(explored, told.files, width()))

    def pieces(name: str) -> Iterator[str]:
        return text(told, file_width()) if name == "text" else FORMATS[name](told)

    if explored.stopped and not explored.worlds:
        outputs = on_stdout(outputs)
    write_pieces(outputs, pieces)
    open_page(options.open, outputs)
    annotate(outputs, pieces)
    if explored.worlds:
        echo(_took(explored), err=True)
    ctx.exit(_INTERRUPTED if explored.stopped else explored.exit_code)


def _written(
    ground: Ground, explored: Explored, options: ExploreOptions
) -> Mapping[CauseKey, Path]:
    """Write the scenario file of each find, and its test if one is wanted. Return the scenario files."""
    kept = write_finds(ground, explored.finds, options.finds)
    tests = write_tests(explored.finds, kept) if options.emit else ()
    for one in (*kept.values(), *tests):
        if one.is_new:
            tell_written(one.path)
    return {key: one.path for key, one in kept.items()}


def _progress(so_far: Explored) -> str:
    found = counted(len(so_far.finds), "find")
    return f"{counted(so_far.worlds, 'world')}, {found}, {so_far.real_s:.0f} s (Ctrl-C keeps the finds)"


def _took(explored: Explored) -> str:
    a_second = explored.worlds / max(explored.real_s, 0.001)
    worlds = counted(explored.worlds, "world")
    return f"{worlds} in {explored.real_s:.1f} s of real time, {a_second:.2g} a second"
