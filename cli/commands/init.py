"""The command ``xfetch init``: writes a first scenario for an integration."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path
from shlex import quote

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.recording.debug_log import is_debug_log
from xfetch.emulator.recording.read_recording import is_recording
from xfetch.emulator.request.request import Request
from xfetch.emulator.starter.starter import events_beside, starter
from xfetch.emulator.starter.watched import CUT_SHORT

from ..agent_files import AGENT
from ..declaring import PATH, network_option, option, recording_option, taking, vendor_option
from ..entry import began
from ..lazy import command
from ..options import TargetOptions
from ..outputs import check_writable, write_whole
from ..places import check_places, reads
from ..request_for import duration_s, target_request
from ..terminal import WIDTH, echo

# The exit code where the starter was written, and no incident was created from it.
_LACKING = 1


@dataclass(frozen=True)
class InitOptions:
    """The options that say what the scenario is made from, and where it is written."""

    output: Path = option(
        "-o",
        "--output",
        type=PATH,
        default=Path("scenario.yml"),
        show_default=True,
        metavar="FILE.yml",
        help="The file to write.",
    )
    recording: Path | None = recording_option(
        "--from",
        "Use the real answers of {recording}; or the parameters and the start of the"
        " fetch-incidents.log of a debug run.",
    )
    vendor: Path | None = vendor_option()
    network: str = network_option()
    before: tuple[str, ...] = option(
        "--before",
        multiple=True,
        metavar="'!COMMAND …'",
        help="Run a command of the integration first, such as '!acme-auth-start'. The scenario begins with"
        " the integration context that it leaves.",
    )
    time_limit: str | None = option(
        "--time-limit",
        metavar="TIME",
        help="Watch the integration no longer than this in real time, and write what is known by then."
        "  [default: 12s]",
    )
    force: bool = option(
        "--force",
        is_flag=True,
        help="Write a file that exists again. Guesses that you confirmed in it are kept.",
    )


def _progress(text: str) -> None:
    """Show on stderr what is being done, if stderr is a terminal."""
    if sys.stderr.isatty():
        echo(f"watching the integration: {text}", err=True)


def _answered_by(request: Request, options: InitOptions) -> Request:
    """Return the request, completed with the source that answers the integration's requests: a vendor file
    or the real product. Raises UsageError if two sources are given.
    """
    live = options.network == "allow"
    named = {
        "--from": options.recording,
        "--vendor": options.vendor,
        "--network allow": live,
    }
    given = [name for name, value in named.items() if value]
    if len(given) > 1:
        raise UsageError(
            f"cannot be combined with {given[1]}: leave one of them out", where=given[0]
        )
    if given and options.before:
        raise UsageError(
            f"cannot be combined with {given[0]}: leave one of them out", where="--before"
        )
    if options.vendor is not None and is_recording(options.vendor):
        raise UsageError("a recording is given with --from", where=f"--vendor {options.vendor}")
    scenario = request.scenario
    if live:
        scenario = replace(scenario, live=True, start=datetime.now(timezone.utc))
    product = replace(request.product, vendor_file=options.vendor)
    return replace(request, scenario=scenario, product=product)


@command
@taking(TargetOptions, InitOptions)
@AGENT
@WIDTH
def init(ctx: click.Context, target: TargetOptions, options: InitOptions) -> None:
    """Runs the integration, and writes a scenario with a simulated product that answers its requests:
    endpoints, their filters, events. The section `guesses` lists what is guessed. No secrets are written.

    \b
    xfetch init Packs/Acme/Integrations/Acme -o acme.yml
    xfetch init Acme.py --from tenant.har -o acme.yml
    xfetch init Acme.py --from fetch-incidents.log
    xfetch init Acme.py --params acme.json --network allow

    \b
    exit code: 0 written; 1 written, but without an incident;
      2 wrong usage, or the file exists; 3 cannot be loaded
    """
    output, recording = options.output, options.recording
    is_log = recording is not None and is_debug_log(recording)
    real = (recording and not is_log) or options.vendor or options.network == "allow"
    files = (output, events_beside(output)) if real else (output,)
    for file in files:
        if file.exists() and not options.force:
            advice = ("--force writes it again", "-o FILE.yml names another")
            raise UsageError("exists already", where=str(file), advice=advice)
    check_writable(output, f"-o {output}")
    request = _answered_by(target_request(target), options)
    read = reads(request, target)
    if recording is not None:
        read = chain(read, [("the recording", recording)])
    if options.vendor is not None:
        read = chain(read, [("the vendor file", options.vendor)])
    limit_s = None
    if options.time_limit is not None:
        limit_s = duration_s(options.time_limit, "--time-limit", minimum=1)
    check_places([(f"-o {file}", file) for file in files], read)
    made = starter(request, output, recording, _progress, options.before, limit_s, began())
    if made.events:
        write_whole(events_beside(output), [made.events])
    write_whole(output, [made.text])
    if made.lacking:
        echo(made.lacking, err=True)
    if made.cut_short:
        echo(f"{CUT_SHORT}: --time-limit 1m watches longer", err=True)
    echo(made.summary)
    echo(f"  xfetch run {quote(str(output))}")
    if not made.created:
        ctx.exit(_LACKING)
