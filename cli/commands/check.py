"""``xfetch check``: every scenario below some paths, on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from xfetch.emulator.checking import summary
from xfetch.emulator.checking.check_one import CheckSettings, check_one, read_by
from xfetch.emulator.checking.checked import Checked
from xfetch.emulator.checking.executor import executor_for
from xfetch.emulator.checking.found import find_scenarios
from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.rule_settings import rule_severities

from ..declaring import argument, option, taking
from ..lazy import command
from ..options import PATH, Count, JudgingOptions, StrictOptions, content_option, outputs_option
from ..outputs import on_stdout, parse_outputs, shows_text, write_pieces
from ..places import check_places, writes
from ..signals import end_like_ctrl_c
from ..terminal import WIDTH, echo, file_width, show, width

_INTERRUPTED = 130


@dataclass(frozen=True)
class CheckOptions:
    """Which scenarios are checked, how many at once, and where the summary goes."""

    paths: tuple[Path, ...] = argument(nargs=-1, required=True, type=PATH)
    jobs: int | None = option(
        "-j",
        "--jobs",
        type=Count(),
        help="How many scenarios to run at once.  [default: one for each core]",
    )
    content: str | None = content_option()
    outputs: tuple[str, ...] = outputs_option("text, junit or sarif")


@command
@taking(CheckOptions, StrictOptions, JudgingOptions)
@WIDTH
def check(
    ctx: click.Context, options: CheckOptions, strict: StrictOptions, judging: JudgingOptions
) -> None:
    """A scenario is a file scenario.yml or NAME.xfetch.yml.

    \b
    xfetch check Packs
    xfetch check Packs -o junit:xfetch.xml

    \b
    exit code: 0 all are ok; 1 one fails; 3 one cannot be run;
      2 wrong usage, or there is no scenario; 130 interrupted
    """
    outputs = parse_outputs(options.outputs, known=tuple(summary.SUMMARIES))
    settings = CheckSettings(
        content=options.content,
        content_variable=os.environ.get("XFETCH_CONTENT"),
        strict=strict.strict,
        fail_on=judging.fail_on,
        severities=rule_severities(judging.rules, Path.cwd()),
    )
    scenarios = find_scenarios(options.paths)
    if not scenarios:
        where = ", ".join(map(str, options.paths))
        advice = ("scenarios are called scenario.yml or NAME.xfetch.yml",)
        raise UsageError("no scenario there", where=where, advice=advice)
    check_places(writes(outputs), read_by(scenarios, settings))
    checks: list[Checked] = []
    interrupted = False
    try:
        executor = executor_for(options.jobs, scenarios, end_like_ctrl_c)
        for one in executor.run(partial(check_one, settings=settings), scenarios):
            checks.append(one)
            if shows_text(outputs):
                show(summary.lines_of(one, width()))
    except KeyboardInterrupt:
        interrupted = True
        echo(f"interrupted after {len(checks)} of {len(scenarios)} scenarios", err=True)
    if shows_text(outputs):
        show([summary.last_line(checks)])
    if interrupted and not checks:
        outputs = on_stdout(outputs)

    def pieces(name: str) -> Iterator[str]:
        if name == "text":
            return summary.text(checks, file_width())
        return summary.SUMMARIES[name](checks)

    write_pieces(outputs, pieces)
    ctx.exit(_INTERRUPTED if interrupted else summary.exit_code(checks))
