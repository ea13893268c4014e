"""The command ``xfetch report``: judges and renders a saved run again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.judging.rule_settings import rule_severities
from xfetch.emulator.reports.saved_run import read_run
from xfetch.emulator.reports.screen.styled import NORMAL, REQUESTS
from xfetch.emulator.reports.screen.text import report_lines

from ..command_line_or_scenario import is_given
from ..declaring import FORMATS, PATH, argument, option, outputs_option, taking, verbose_option
from ..event_lives import check_events, events_option, show_lives
from ..lazy import command
from ..links import links_to
from ..opening import check_open, open_option, open_page
from ..options import JudgingOptions
from ..outputs import each_tried, parse_outputs, shows_text, write_reports
from ..places import check_places, writes
from ..terminal import WIDTH, show, width
from ..typed import typed


@dataclass(frozen=True)
class ReportOptions:
    """The options that say which saved run is read, and how it is shown."""

    saved: tuple[Path, ...] = argument(metavar="RUN.json...", nargs=-1, required=True, type=PATH)
    merge: bool = option(
        "--merge",
        is_flag=True,
        help="The files are what -o json wrote for the shards of a check: report the whole check.",
    )
    outputs: tuple[str, ...] = outputs_option(FORMATS)
    open: bool = open_option()
    verbose: bool = verbose_option()
    events: tuple[str, ...] = events_option()


@command
@taking(ReportOptions, JudgingOptions)
@WIDTH
def report(ctx: click.Context, options: ReportOptions, judging: JudgingOptions) -> None:
    """The run is judged again, by the rules of this version, and compared with what its scenario expected.
    Without --fail-on, the value that was saved with the run is used.

    \b
    xfetch run Acme.py --scenario acme.yml -o json:run.json
    xfetch report run.json -o html:run.html
    xfetch report --merge part*.json -o junit:all.xml
    """
    if options.merge:
        ctx.exit(_merged(ctx, options))
    saved, *others = options.saved
    if others:
        advice = ("--merge puts the shards of a check together",)
        raise UsageError("name one saved run", where=str(others[0]), advice=advice)
    outputs = parse_outputs(options.outputs)
    check_events(options.events, outputs)
    check_open(options.open, outputs)
    check_places(writes(outputs), [("the saved run", saved)])
    outcome = read_run(saved, rule_severities(judging.rules, Path.cwd()))
    if is_given(ctx, "fail_on"):
        outcome = replace(outcome, fail_on=judging.fail_on)
    seen = _seen_from_here(outcome)
    if shows_text(outputs) and not options.events:
        verbosity = REQUESTS if options.verbose else NORMAL
        lines = report_lines(seen, width(), verbosity, typed(ctx))
        show(lines, links_to(outcome.dossier.integration))
    each_tried(partial(write_reports, outcome, outputs), partial(show_lives, seen, options.events))
    open_page(options.open, outputs)
    ctx.exit(outcome.exit_code())


def _merged(ctx: click.Context, options: ReportOptions) -> int:
    """Report the check that the shards make together, and return its exit code. Raises UsageError for an
    option that is about a single run.
    """
    for name in ("verbose", "events", "fail_on", "rules"):
        if is_given(ctx, name):
            where = next(max(one.opts, key=len) for one in ctx.command.params if one.name == name)
            raise UsageError("each shard has judged its scenarios", where=f"--merge and {where}")
    # Imported here: a saved run needs none of it.
    from ..checking.merging import report_merged

    return report_merged(options.saved, options.outputs, options.open)


def _seen_from_here(outcome: Outcome) -> Outcome:
    """Return the outcome without the integration's path if that leads nowhere from this folder: the screen
    then prints no command with it.
    """
    facts = outcome.dossier.integration
    if not facts.location or Path(facts.location).exists():
        return outcome
    dossier = replace(outcome.dossier, integration=replace(facts, location=""))
    return replace(outcome, dossier=dossier)
