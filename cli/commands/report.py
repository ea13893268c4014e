"""``xfetch report``: a saved run, judged and rendered again."""

from __future__ import annotations

from pathlib import Path

import click

from ..judging import judging
from ..terminal import WIDTH


@click.command()
@click.argument("saved", metavar="RUN.json", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[:PATH]",
    help="text, html, junit, sarif, …; to stdout or a file. Repeatable.",
)
@judging
@click.option("-v", "--verbose", is_flag=True, help="Each cycle's requests.")
@WIDTH
@click.pass_context
def report(
    ctx: click.Context,
    /,
    saved: Path,
    outputs: tuple[str, ...],
    rules: tuple[str, ...],
    fail_on: str,
    verbose: bool,
) -> None:
    """Judge and render the run that `xfetch run -o json:RUN.json` saved."""
    from xfetch.emulator.judging.rule_settings import rule_severities
    from xfetch.emulator.reports.saved_run import read_run
    from xfetch.emulator.reports.text import report_lines
    from xfetch.emulator.reports.verbosity import NORMAL, REQUESTS

    from ..outputs import parse_outputs, shows_text, write_reports
    from ..places import check_places, writes
    from ..terminal import show, width

    wanted = parse_outputs(outputs)
    check_places([*writes(wanted, {})], [("the saved run", saved)])
    outcome = read_run(saved, rule_severities(rules, Path.cwd()))
    if shows_text(wanted):
        show(report_lines(outcome, width(), REQUESTS if verbose else NORMAL))
    write_reports(outcome, wanted)
    ctx.exit(outcome.exit_code(fail_on))
