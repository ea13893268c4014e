"""``xfetch report``: a saved run, judged and rendered again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from xfetch.emulator.judging.rule_settings import rule_severities
from xfetch.emulator.reports.saved_run import read_run
from xfetch.emulator.reports.styled import NORMAL, REQUESTS
from xfetch.emulator.reports.text import report_lines

from ..declaring import argument, option, taking
from ..lazy import command
from ..options import PATH, JudgingOptions, outputs_option
from ..outputs import parse_outputs, shows_text, write_reports
from ..places import check_places, writes
from ..terminal import WIDTH, show, width


@dataclass(frozen=True)
class ReportOptions:
    """Which saved run is read, and how it is shown."""

    saved: Path = argument(metavar="RUN.json", type=PATH)
    outputs: tuple[str, ...] = outputs_option("text, html, junit, sarif, …")
    verbose: bool = option("-v", "--verbose", is_flag=True, help="Each cycle's requests.")


@command
@taking(ReportOptions, JudgingOptions)
@WIDTH
def report(ctx: click.Context, options: ReportOptions, judging: JudgingOptions) -> None:
    outputs = parse_outputs(options.outputs)
    check_places(writes(outputs), [("the saved run", options.saved)])
    outcome = read_run(options.saved, rule_severities(judging.rules, Path.cwd()))
    outcome = replace(outcome, fail_on=judging.fail_on)
    if shows_text(outputs):
        show(report_lines(outcome, width(), REQUESTS if options.verbose else NORMAL))
    write_reports(outcome, outputs)
    ctx.exit(outcome.exit_code())
