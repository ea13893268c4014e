"""The command ``xfetch explore``: searches for the world that breaks a fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from shlex import quote
from typing import NoReturn

import click

from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.executing.pool import available_cores
from xfetch.emulator.executing.shard import shard_of
from xfetch.emulator.exploring.earlier import earlier_worlds
from xfetch.emulator.exploring.find import CauseKey, Explored
from xfetch.emulator.exploring.ground import Ground, ground_of
from xfetch.emulator.exploring.kept_finds import write_finds, write_tests
from xfetch.emulator.exploring.promised import promised
from xfetch.emulator.exploring.replayed.recorded import replayed
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign, Workers
from xfetch.emulator.exploring.searching.coverage import unran
from xfetch.emulator.exploring.searching.shards import merged, part_of
from xfetch.emulator.exploring.shapes import DIMENSIONS
from xfetch.emulator.exploring.telling.formats import FORMATS, Told, text
from xfetch.emulator.exploring.telling.screen import lines_of
from xfetch.emulator.judging.value_words import counted
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.given_masked import given_masked
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.request.target import target_of
from xfetch.emulator.running.process.children import Children
from xfetch.emulator.running.vendor_file import takes_events, vendor_file_of
from xfetch.emulator.settings.isolation import interpreter
from xfetch.emulator.starter.starter import events_beside, starter

from ..command_line_or_scenario import given_names
from ..declaring import option, taking
from ..lazy import command
from ..opening import check_open, open_option, open_page
from ..options import PATH, Count, TargetOptions, outputs_option, recording_option
from ..outputs import (
    Output,
    annotate,
    on_stdout,
    parse_outputs,
    shows_text,
    tell_written,
    write_pieces,
    write_whole,
)
from ..places import check_places, reads, writes
from ..recording import check_replayed
from ..request_for import duration_s, target_request
from ..signals import end_like_ctrl_c
from ..terminal import WIDTH, echo, file_width, passing_line, show, width

_INTERRUPTED = 130
_NO_FILTER = (
    "a filter is guessed to be none (`filter: {}`): events that are missed or come twice are no find until"
    " you describe the filter"
)


@dataclass(frozen=True)
class ExploreOptions:
    """The options that say on which scenario the worlds stand, how many are run, and where finds go."""

    scenario_path: Path | None = option(
        "--scenario",
        type=PATH,
        metavar="FILE.yml",
        help="A scenario that describes the product's API. Its events, faults and expectations are"
        " left out.  [default: the one in TARGET's folder, else one that is guessed as by xfetch init]",
    )
    vendor: Path | None = option(
        "--vendor",
        type=PATH,
        metavar="FILE.py",
        help="A Python file whose class Vendor(events) answers the requests from the events of a world.",
    )
    replay: Path | None = recording_option(
        "--replay",
        "Read the API and the events off {recording}. Nobody knows what should come of them, so only what"
        " must not matter is varied: interval, limit, zone, order of ties.",
    )
    python: str | None = option(
        "--python",
        metavar="PATH",
        help="Run the code with this Python interpreter or virtual environment.",
    )
    budget: str = option(
        "--budget",
        metavar="TIME|N",
        default="60s",
        show_default=True,
        help="How long to search: a time such as 60s or 10m, or a number of worlds.",
    )
    jobs: int | None = option(
        "-j",
        "--jobs",
        type=Count(),
        help="How many worlds to run at once.  [default: one for each core]",
    )
    seed: int = option(
        "--seed",
        type=int,
        default=1,
        show_default=True,
        help="Another number searches other worlds. The same number searches the same worlds again.",
    )
    only: tuple[str, ...] = option(
        "--only",
        multiple=True,
        metavar="NAME",
        help="Vary only this: ties, late, updates … A wrong name lists all. Repeatable.",
    )
    promises: tuple[str, ...] = option(
        "--promise",
        multiple=True,
        metavar="NAME=VALUE",
        help="What the product is known to do: updates=any, visible_within=5m; or which value is right where"
        " the scenario guesses: since=inclusive. Repeatable.",
    )
    faults: int = option(
        "--faults",
        type=Count(),
        default=1,
        show_default=True,
        metavar="N",
        help="Give each world that has a fault (a failed request, a killed fetch, a reset …) so many.",
    )
    until_found: bool = option(
        "--until-found", is_flag=True, help="Stop at the first error that is found."
    )
    finds: Path = option(
        "--finds",
        type=PATH,
        default=Path("explore"),
        show_default=True,
        metavar="DIR",
        help="The folder for the scenario files of what was found. Those that stand there are run first.",
    )
    shard: str | None = option(
        "--shard",
        metavar="I/N",
        help="Search only part I of N: every N-th block of 64 worlds. With -o json:FILE, --merge takes it.",
    )
    merge: tuple[Path, ...] = option(
        "--merge",
        type=PATH,
        multiple=True,
        metavar="FILE",
        help="Run no new worlds: take those of a shard, from its JSON document. Once for each shard.",
    )
    emit: str | None = option(
        "--emit",
        type=click.Choice(["pytest"]),
        help="pytest: write a test beside each scenario file, which passes once the mistake is mended.",
    )
    outputs: tuple[str, ...] = outputs_option("text, html, json, junit, sarif, github or markdown")
    open: bool = open_option()


@command
@taking(TargetOptions, ExploreOptions)
@WIDTH
def explore(ctx: click.Context, target: TargetOptions, options: ExploreOptions) -> None:
    """Makes up worlds: when the product's events happen and appear, what changes, what fails. Runs the
    unmodified integration in each, and reports each cause with the smallest world that shows it. Each is
    written as a scenario file, which xfetch run and xfetch check replay.

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
    budget = replace(
        _budget(options.budget), until_found=options.until_found, shard=shard_of(options.shard)
    )
    if options.merge and options.shard is not None:
        raise UsageError("use one of the two", where="--shard and --merge")
    _check_only(options.only)
    if options.finds.exists() and not options.finds.is_dir():
        raise UsageError("that is a file; name a folder", where=f"--finds {options.finds}")
    outputs = parse_outputs(options.outputs, known=tuple(FORMATS))
    check_open(options.open, outputs)
    check_replayed(options.replay, options.scenario_path, options.vendor)
    request = _request(ctx, target, options)
    check_places(writes(outputs), reads(request, target))
    request, promises = promised(request, options.promises)
    ground = replace(ground_of(request, promises), most_faults=options.faults)
    if any(one.is_no_filter for one in request.guesses):
        echo(_NO_FILTER, err=True)
    if options.replay is not None:
        explored, as_recorded = replayed(request, ground, options.replay)
        if not as_recorded:
            what = "does not give in each cycle what was recorded: correct it"
            echo(f"{request.scenario_file} {what}, or the instance's parameters", err=True)
        _tell(ctx, ground, explored, options, outputs)
    workers = Workers(options.jobs or available_cores(), end_like_ctrl_c)
    earlier = earlier_worlds(ground, options.finds)
    made_of = (ground, options.seed, options.only)
    known = merged(options.merge, *made_of) if options.merge else None
    children = ctx.find_object(Children)
    campaign = Campaign(
        ground, options.seed, budget, options.only, workers, earlier, known, children
    )
    with passing_line() as say:
        explored = campaign.explore(lambda so_far: say(_progress(so_far)))
        # A search that stops at its first error has tried too little to say what never runs.
        if not (explored.stopped or (options.until_found and explored.exit_code)):
            say("which lines never ran?")
            worlds = budget.first[: explored.worlds]
            with suppress(KeyboardInterrupt):
                never = unran(ground, options.seed, options.only, worlds, end_like_ctrl_c)
                explored = replace(explored, unran=never)
    if options.shard is not None:
        explored = replace(explored, part=part_of(campaign.seen, *made_of))
    _tell(ctx, ground, explored, options, outputs)


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


def _request(ctx: click.Context, target: TargetOptions, options: ExploreOptions) -> Request:
    request = target_request(target)
    with given_masked(request.target, request.instance.params):
        path, file = find_scenario(request.target, options.scenario_path)
        request = replace(
            request,
            target=path,
            product=replace(request.product, vendor_file=options.vendor),
        )
        if options.python is not None:
            isolation = replace(request.isolation, python=interpreter(options.python))
            request = replace(request, isolation=isolation)
        if options.replay is not None:
            path, file = find_scenario(path, _guessed_api(request, options.finds, options.replay))
        elif file is None and options.vendor is None:
            beside = vendor_file_of(request)
            if beside is not None:
                request = replace(request, product=replace(request.product, vendor_file=beside))
            if beside is not None and takes_events(beside):
                echo(f"the product is {beside}, which takes the events of a world", err=True)
                return request
            path, file = find_scenario(path, _guessed_api(request, options.finds))
            request = replace(request, product=replace(request.product, vendor_file=None))
        # A recording is read before the search: the scenario that was read off it answers.
        given = given_names(ctx) - ({"vendor_file"} if options.replay is not None else set())
        return request if file is None else with_scenario(request, file, given)


def _guessed_api(request: Request, folder: Path, recording: Path | None = None) -> Path:
    """Return the scenario that xfetch init writes for the target, in the folder of the finds: from the code,
    from the answers of the vendor file that lies beside it, or from a recording. One that stands there
    already is used: the user may have corrected it.

    Raises LoadError where the scenario lacks something, so that no event comes, and UsageError where the file
    is about another integration.
    """
    target = target_of(request.target).resolve()
    path = folder / f"{target.stem}{'' if recording is None else '.recorded'}.yml"
    if path.is_file():
        known = read_scenario(path).integration
        if known is None or known.resolve() != target:
            advice = ("--finds DIR names another folder", f"or: --scenario {quote(str(path))}")
            raise UsageError(
                "that scenario is for another integration", where=str(path), advice=advice
            )
        echo(f"the API is that of {path}, which an earlier search guessed", err=True)
        return path
    made = starter(request, path, recording)
    folder.mkdir(parents=True, exist_ok=True)
    if made.events:
        write_whole(events_beside(path), [made.events])
    write_whole(path, [made.text])
    if not made.created:
        raise LoadError(made.lacking or "no event comes from the guessed API", where=str(path))
    source = recording or request.product.vendor_file
    read = "guessed from the code" if source is None else f"read off the answers of {source.name}"
    echo(f"no scenario was given: the API is {read}, in {path}", err=True)
    return path


def _budget(text: str) -> Budget:
    if re.fullmatch(r"\s*\d+\s*", text):
        if not int(text):
            raise UsageError("a search needs at least one world", where="--budget")
        return Budget(worlds=int(text))
    return Budget(seconds=duration_s(text, "--budget", minimum=0.1))


def _check_only(names: tuple[str, ...]) -> None:
    known = [one.name for one in DIMENSIONS]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            guess = f"; did you mean {near[0]}?" if near else ""
            listed = tuple(f"{one.name}: {one.words}" for one in DIMENSIONS)
            raise UsageError(f"nothing is called {name!r}{guess}", where="--only", advice=listed)


def _progress(so_far: Explored) -> str:
    found = counted(len(so_far.finds), "find")
    return f"{counted(so_far.worlds, 'world')}, {found}, {so_far.real_s:.0f} s (Ctrl-C keeps the finds)"


def _took(explored: Explored) -> str:
    a_second = explored.worlds / max(explored.real_s, 0.001)
    worlds = counted(explored.worlds, "world")
    return f"{worlds} in {explored.real_s:.1f} s of real time, {a_second:.2g} a second"
