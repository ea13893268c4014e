"""``xfetch check``: every scenario below some paths, on all cores."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import click

from ..judging import judging, strict
from ..signals import end_like_ctrl_c
from ..terminal import WIDTH, echo, file_width, show, width

_INTERRUPTED = 130


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    help="How many at once.  [default: all cores]",
)
@click.option("--content", metavar="DIR", help="A checkout of the content repository.")
@strict
@judging
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[:PATH]",
    help="text, junit or sarif, to stdout or a file. Repeatable.",
)
@WIDTH
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[Path, ...], **given: Any) -> None:
    """Run every scenario below PATHS (scenario.yml, *.xfetch.yml), and say which fail.

    \b
    exit code: 0 all ok; 1 one fails; 2 usage, or no scenario there; 3 one cannot be run
    """
    from xfetch.emulator.checking import summary
    from xfetch.emulator.checking.check_one import Manner, check_one, read_by
    from xfetch.emulator.checking.executor import executor_for
    from xfetch.emulator.checking.found import find_scenarios
    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.judging.rule_settings import rule_severities

    from ..outputs import on_stdout, parse_outputs, shows_text, write_pieces
    from ..places import check_places, writes

    outputs = parse_outputs(given["outputs"], known=tuple(summary.SUMMARIES))
    manner = Manner(
        content=given["content"],
        content_variable=os.environ.get("XFETCH_CONTENT"),
        strict=given["strict"],
        fail_on=given["fail_on"],
        severities=rule_severities(given["rules"], Path.cwd()),
    )
    scenarios = find_scenarios(paths)
    if not scenarios:
        where = ", ".join(map(str, paths))
        advice = ("scenarios are called scenario.yml or NAME.xfetch.yml",)
        raise UsageError("no scenario there", where=where, advice=advice)
    check_places([*writes(outputs, {})], read_by(scenarios, manner))
    checks: list[Any] = []
    interrupted = False
    try:
        for one in executor_for(given["jobs"], scenarios, end_like_ctrl_c).run(
            partial(check_one, manner=manner), scenarios
        ):
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
    write_pieces(
        outputs,
        lambda name: (
            summary.text(checks, file_width())
            if name == "text"
            else summary.SUMMARIES[name](checks)
        ),
    )
    ctx.exit(_INTERRUPTED if interrupted else summary.exit_code(checks))
