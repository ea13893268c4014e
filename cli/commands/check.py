"""The command ``xfetch check``: runs every scenario below some paths, on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote

import click

from xfetch.emulator.checking import summary
from xfetch.emulator.checking.affected import scenarios_reading
from xfetch.emulator.checking.check_one import CheckSettings, check_one, read_by
from xfetch.emulator.checking.checked import OK, Checked, left_out
from xfetch.emulator.checking.found import find_scenarios
from xfetch.emulator.checking.pool import check_all
from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.rule_settings import rule_severities
from xfetch.emulator.request.scenario_file.read import is_scenario

from ..declaring import argument, option, taking
from ..lazy import command
from ..opening import check_open, open_option, open_page
from ..options import PATH, Count, JudgingOptions, StrictOptions, content_option, outputs_option
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
from ..signals import end_like_ctrl_c
from ..terminal import WIDTH, echo, file_width, show, width

_INTERRUPTED = 130


@dataclass(frozen=True)
class CheckOptions:
    """The options that say which scenarios are checked, how many at once, and where the summary goes."""

    paths: tuple[Path, ...] = argument(nargs=-1, required=True, type=PATH)
    jobs: int | None = option(
        "-j",
        "--jobs",
        type=Count(),
        help="How many scenarios to run at once.  [default: one for each core]",
    )
    content: str | None = content_option()
    only: str | None = option(
        "-k", metavar="TEXT", help="Run only the scenarios whose path contains TEXT."
    )
    first: bool = option("-x", "--exitfirst", is_flag=True, help="Stop after the first that fails.")
    changed: bool = option(
        "--changed",
        is_flag=True,
        help="PATHS are files that changed: run the scenarios that use them. If no scenario"
        " uses them, the exit code is 0. For pre-commit.",
    )
    quiet: bool = option("-q", "--quiet", is_flag=True, help="Show only those that fail.")
    outputs: tuple[str, ...] = outputs_option("text, html, json, junit, sarif, github or markdown")
    open: bool = open_option()


@command
@taking(CheckOptions, StrictOptions, JudgingOptions)
@WIDTH
def check(
    ctx: click.Context, options: CheckOptions, strict: StrictOptions, judging: JudgingOptions
) -> None:
    """A scenario is a file scenario.yml or NAME.xfetch.yml. For another file, such as the code of an
    integration, the scenarios that use it are run.

    \b
    xfetch check Packs
    xfetch check Packs/Acme/Integrations/Acme/Acme.py
    xfetch check Packs -o html:report.html -o junit:xfetch.xml

    \b
    exit code: 0 all are ok; 1 one fails; 3 one cannot be run;
      2 wrong usage, or there is no scenario; 130 interrupted
    """
    outputs = parse_outputs(options.outputs, known=tuple(summary.SUMMARIES))
    check_open(options.open, outputs)
    settings = CheckSettings(
        content=options.content,
        content_variable=os.environ.get("XFETCH_CONTENT"),
        strict=strict.strict,
        fail_on=judging.fail_on,
        severities=rule_severities(judging.rules, Path.cwd()),
        reports=_reports(outputs),
    )
    scenarios = _chosen(options, settings)
    if not scenarios:
        echo("no scenario uses the changed files")
        return
    check_places(writes(outputs), read_by(scenarios, settings))
    checks: list[Checked] = []
    interrupted = False
    try:
        check = partial(check_one, settings=settings)
        for one in check_all(check, scenarios, options.jobs, end_like_ctrl_c):
            checks.append(one)
            if shows_text(outputs) and not (options.quiet and one.status == OK):
                show(summary.lines_of(one, width()))
            if options.first and one.status != OK:
                break
    except KeyboardInterrupt:
        interrupted = True
        echo(f"interrupted after {len(checks)} of {len(scenarios)} scenarios", err=True)
    if options.first and not interrupted and len(checks) < len(scenarios):
        echo(f"stopped after {len(checks)} of {len(scenarios)} scenarios (-x)", err=True)
    if interrupted and not checks:
        outputs = on_stdout(outputs)
    checks += map(left_out, scenarios[len(checks) :])
    if shows_text(outputs):
        show([summary.last_line(checks)])

    def pieces(name: str) -> Iterator[str]:
        if name == "text":
            return summary.text(checks, file_width())
        return summary.SUMMARIES[name](checks)

    write_pieces(outputs, pieces)
    open_page(options.open, outputs)
    annotate(outputs, pieces)
    ctx.exit(_INTERRUPTED if interrupted else summary.exit_code(checks))


def _reports(outputs: tuple[Output, ...]) -> tuple[str, ...]:
    """Return the formats in which each run is rendered as soon as it ends: the annotations of GitHub,
    Markdown and HTML, if they are wanted.
    """
    asked = {one.format for one in outputs} | ({"github", "markdown"} if on_github() else set())
    return tuple(name for name in ("github", "markdown", "html") if name in asked)


def _chosen(options: CheckOptions, settings: CheckSettings) -> tuple[Path, ...]:
    """Return the scenarios to run. Raises UsageError if there is none, unless ``--changed`` allows that."""
    parts = [path for path in options.paths if path.is_file() and not is_scenario(path)]
    others = [path for path in options.paths if path not in parts]
    found = set(find_scenarios(others))
    here = [path for path in parts if path.resolve().is_relative_to(Path.cwd())]
    found.update(scenarios_reading(here, [Path()], settings))
    for path in parts:
        if path not in here:
            found.update(scenarios_reading([path], [path.parent], settings))
    where = ", ".join(map(str, options.paths))
    if not found and parts and not options.changed:
        code = next((path for path in parts if path.suffix in (".py", ".yml")), "TARGET")
        write = f"`xfetch init {quote(str(code))} -o NAME.xfetch.yml` writes one"
        raise UsageError("not a scenario, and no scenario runs it", where=where, advice=(write,))
    if not found and not options.changed:
        advice = (
            "scenarios are called scenario.yml or NAME.xfetch.yml",
            "another name is given as a path: xfetch check acme.yml",
            "`xfetch init TARGET -o NAME.xfetch.yml` writes one",
        )
        raise UsageError("no scenario there", where=where, advice=advice)
    chosen = tuple(sorted(one for one in found if (options.only or "") in str(one)))
    if found and not chosen:
        what = f"none of the {len(found)} scenarios has {options.only!r} in its path"
        raise UsageError(what, where="-k")
    return chosen
