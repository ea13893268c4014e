"""The command ``xfetch check``: runs every scenario below some paths, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import click

from xfetch.emulator.checking import summary
from xfetch.emulator.checking.check_one import CheckSettings, read_by
from xfetch.emulator.checking.check_task import CheckTask
from xfetch.emulator.checking.checked import KNOWN, OK, Checked, left_out
from xfetch.emulator.checking.compared import compared, lines, pieces_of
from xfetch.emulator.checking.durations import durations as in_seconds
from xfetch.emulator.checking.git_range import GitRange
from xfetch.emulator.checking.parts import digest_of, merged, part_of
from xfetch.emulator.errors import UsageError
from xfetch.emulator.executing.executor import Executor
from xfetch.emulator.executing.shard import parts_by_time
from xfetch.emulator.judging.rule_settings import rule_severities
from xfetch.emulator.reports.screen.styled import line

from ..checking.baselines import BaselineOptions, read, tell
from ..checking.cached import Cached, CacheOptions, looked_up, tell_cached
from ..checking.chosen_scenarios import ChosenOptions, chosen
from ..checking.durations import DurationsOptions
from ..checking.executors import executor_of
from ..checking.old_code import OldCode, laid_out
from ..checking.parts import PartOptions
from ..checking.watching import changes_below, watch_on, watch_option, watched_folders
from ..declaring import content_option, dask_option, jobs_option, option, outputs_option, taking
from ..lazy import command
from ..opening import check_open, open_option, open_page
from ..options import JudgingOptions, StrictOptions
from ..outputs import (
    Output,
    annotate,
    on_github,
    on_stdout,
    parse_outputs,
    shows_text,
    write_pieces,
)
from ..places import check_places, writes
from ..terminal import WIDTH, echo, file_width, show, width

Check = Callable[[Path], Checked]
# Makes, of the function that checks a scenario, one that also searches integrations without a scenario.
SearchOf = Callable[[Check, CheckSettings, OldCode | None], Check]
_INTERRUPTED = 130
# What is rendered in the process that runs a scenario, because it needs the whole run.
_RENDERED = ("github", "markdown", "html", "agent")
_FINE = (OK, KNOWN)
# Options that do not go together.
_APART = (
    ("--diff", "--baseline"),
    ("--diff", "--shard"),
    ("--diff", "--merge"),
    *(("--explore", other) for other in ("--shard", "--merge", "--watch", "--dask")),
    *(("--watch", other) for other in ("--diff", "--shard", "--merge", "--dask", "-o")),
    ("--dask", "--merge"),
)


@dataclass(frozen=True)
class CheckOptions:
    """The options that say how many scenarios run at once, and where the summary goes."""

    jobs: int | None = jobs_option("scenarios")
    dask: str | None = dask_option("scenarios")
    content: str | None = content_option()
    first: bool = option("-x", "--exitfirst", is_flag=True, help="Stop after the first that fails.")
    quiet: bool = option("-q", "--quiet", is_flag=True, help="Show only those that fail.")
    watch: bool = watch_option()
    outputs: tuple[str, ...] = outputs_option(
        "text, html, json, junit, sarif, github, markdown, agent or durations"
    )
    open: bool = open_option()

    @property
    def executor(self) -> Executor:
        """What runs the scenarios."""
        return executor_of(self.dask, self.jobs)


@command
@taking(
    ChosenOptions,
    PartOptions,
    CheckOptions,
    DurationsOptions,
    CacheOptions,
    BaselineOptions,
    StrictOptions,
    JudgingOptions,
)
@WIDTH
def check(
    ctx: click.Context,
    which: ChosenOptions,
    parts: PartOptions,
    options: CheckOptions,
    durations: DurationsOptions,
    cache: CacheOptions,
    kept: BaselineOptions,
    strict: StrictOptions,
    judging: JudgingOptions,
) -> None:
    """A scenario is a file scenario.yml or NAME.xfetch.yml. For another file, such as the code or the yml of
    an integration, the scenarios that use it are run.

    \b
    xfetch check Packs
    xfetch check Packs/Acme/Integrations/Acme/Acme.py
    xfetch check Packs -o html:report.html -o junit:xfetch.xml
    xfetch check Packs --baseline xfetch.json
    xfetch check --changed origin/main --diff
    xfetch check Packs --explore 20s

    \b
    exit code: 0 all are ok; 1 one fails; 3 one cannot be run;
      2 wrong usage, or there is no scenario; 130 interrupted
    """
    outputs = parse_outputs(options.outputs, known=(*summary.SUMMARIES, "durations"))
    check_open(options.open, outputs)
    shard = parts.part
    _check_together(which, parts, options, kept)
    settings = CheckSettings(
        content=options.content,
        content_variable=os.environ.get("XFETCH_CONTENT"),
        strict=strict.strict,
        fail_on=judging.fail_on,
        severities=rule_severities(judging.rules, Path.cwd()),
        # The check that merges the shards may write any report of them.
        reports=_RENDERED if parts.shard is not None else _reports(outputs),
        baseline=read(kept),
    )
    found = chosen(which, settings)
    search = _search(which.explore, found.targets)
    times_s = durations.times_s(parts.shard is not None or bool(parts.merge))
    shared = parts.merge or parts.shard
    digest = digest_of(found.scenarios, settings, times_s) if shared else ""
    names = [one.as_posix() for one in found.scenarios]
    numbers = [
        index
        for index, part in enumerate(parts_by_time(names, shard.of, times_s))
        if part == shard.number
    ]
    scenarios = tuple(found.scenarios[index] for index in numbers)
    opened = cache.opened(settings) if not parts.merge and not which.diff else None
    cached = looked_up(opened, [one for one in scenarios if one not in found.targets], settings)
    left = [one for one in scenarios if one not in cached.found and one not in found.targets]
    check_places(
        writes(outputs, baseline=kept.written),
        chain(kept.read, parts.read, durations.read, cached.read, read_by(left, settings)),
    )
    change = found.change if which.diff else None
    told = shows_text(outputs)
    if parts.merge:
        checks, interrupted = merged(parts.merge, digest), False
        for one in checks if told else ():
            _show(one, options.quiet)
    else:
        checks, interrupted = _run(scenarios, settings, options, told, change, cached, search)
        cached.close()
        tell_cached(checks)
    if interrupted and not checks:
        outputs = on_stdout(outputs)
    checks += map(left_out, scenarios[len(checks) :])
    ran = dict(zip(numbers, checks, strict=True))
    part = None if parts.shard is None else part_of(ran, shard, digest, len(names))
    diff = compared(which.changed or "", checks) if which.diff else None
    if told:
        none = found.why_none if not found.scenarios else f"no scenario is in part {parts.shard}"
        counts = [summary.last_line(checks)] if diff is None else lines(diff, width())
        show(counts if checks else [line(none)])

    def pieces(name: str) -> Iterator[str]:
        if diff is not None:
            return pieces_of(diff, name, file_width())
        if name == "text":
            return summary.text(checks, file_width())
        if name == "durations":
            return in_seconds(checks)
        if name == "json":
            return summary.as_json(checks, part)
        return summary.SUMMARIES[name](checks)

    write_pieces(outputs, pieces)
    open_page(options.open, outputs)
    annotate(outputs, pieces)
    durations.tell(checks)
    if interrupted:
        ctx.exit(_INTERRUPTED)
    if diff is not None:
        ctx.exit(diff.exit_code)
    if settings.baseline is not None:
        tell(settings.baseline, checks, kept)
    if options.watch:
        changes = changes_below(watched_folders(scenarios, settings))
        quiet = replace(options, first=False)
        again = partial(
            _run,
            settings=settings,
            options=quiet,
            told=False,
            change=None,
            cached=looked_up(None, (), settings),
            search=search,
        )
        checks = watch_on(checks, changes, settings, lambda paths: again(paths)[0])
    ctx.exit(0 if kept.update_baseline else summary.exit_code(checks))


def _check_together(
    which: ChosenOptions, parts: PartOptions, options: CheckOptions, kept: BaselineOptions
) -> None:
    """Raise UsageError for two options that do not go together."""
    given = {
        "--baseline": kept.baseline is not None,
        "--diff": which.diff,
        "--explore": which.explore is not None,
        "--shard": parts.shard is not None,
        "--merge": bool(parts.merge),
        "--watch": options.watch,
        "--dask": options.dask is not None,
        "-o": bool(options.outputs),
    }
    for one, other in _APART:
        if given[one] and given[other]:
            raise UsageError(f"cannot be combined with {other}: leave one of them out", where=one)


def _run(
    scenarios: Sequence[Path],
    settings: CheckSettings,
    options: CheckOptions,
    told: bool,
    change: GitRange | None,
    cached: Cached,
    search: SearchOf,
) -> tuple[list[Checked], bool]:
    """Check the scenarios that ``cached`` has no result of. Return the results of all so far and whether
    Ctrl-C ended the check. With ``told`` each result is shown at once. With ``change`` they are compared with
    those with the old code.
    """
    checks: list[Checked] = []
    try:
        with ExitStack() as stack:
            old = None
            if change is not None:
                old = stack.enter_context(laid_out(change, scenarios, settings))
                settings = replace(settings, baseline=old.problems(scenarios, options.executor))
            left = [path for path in scenarios if path not in cached.found]
            check = search(cached.check(settings), settings, old)
            fresh = options.executor.results(CheckTask(check, settings), left)
            for one in cached.results(scenarios, fresh, settings):
                checks.append(one)
                if told and change is None:
                    _show(one, options.quiet)
                if options.first and one.status not in _FINE:
                    break
    except KeyboardInterrupt:
        echo(f"interrupted after {len(checks)} of {len(scenarios)} scenarios", err=True)
        return checks, True
    if options.first and len(checks) < len(scenarios):
        echo(f"stopped after {len(checks)} of {len(scenarios)} scenarios (-x)", err=True)
    return checks, False


def _search(asked: str | None, targets: frozenset[Path]) -> SearchOf:
    """Return what makes, of the function that checks a scenario, one that also searches the ``targets``."""
    if asked is None:
        return lambda check, settings, old: check
    # Imported here: few checks search.
    from ..checking.explored import Search
    from ..exploring.options import budget_of

    budget = budget_of(asked, "--explore")
    return lambda check, settings, old: Search(check, settings, targets, budget, old)


def _show(one: Checked, quiet: bool) -> None:
    if not (quiet and one.status in _FINE and not one.gone):
        show(summary.lines_of(one, width()))


def _reports(outputs: tuple[Output, ...]) -> tuple[str, ...]:
    """Return the formats in which each run is rendered as soon as it ends: the annotations of GitHub,
    Markdown, HTML and the report for agents, if they are wanted.
    """
    asked = {one.format for one in outputs} | ({"github", "markdown"} if on_github() else set())
    return tuple(name for name in _RENDERED if name in asked)
