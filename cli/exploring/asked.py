"""Turns the options of ``xfetch explore`` into a request: the integration, and its product's scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shlex import quote

import click

from xfetch.emulator.errors import LoadError, UsageError
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.given_masked import given_masked
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.request.target import target_of
from xfetch.emulator.running.vendor_file import takes_events, vendor_file_of
from xfetch.emulator.settings.isolation import interpreter
from xfetch.emulator.starter.starter import events_beside, starter

from ..command_line_or_scenario import given_names
from ..options import SourceOptions, TargetOptions
from ..outputs import write_whole
from ..request_for import target_request
from ..terminal import echo, passing_line
from .options import ExploreOptions

# A search takes a minute: what it searches may take longer to guess than init, for which a user waits.
_GUESSING_S = 40.0


def asked_request(
    ctx: click.Context, target: TargetOptions, source: SourceOptions, options: ExploreOptions
) -> Request:
    """Return the request that the options describe. Without a scenario one is guessed, and written into the
    folder of the finds. Raises LoadError and UsageError.
    """
    request = target_request(target)
    with given_masked(request.target, request.instance.params):
        path, file = find_scenario(request.target, source.scenario_path)
        request = replace(
            request,
            target=path,
            product=replace(request.product, vendor_file=source.vendor),
        )
        if options.python is not None:
            isolation = replace(request.isolation, python=interpreter(options.python))
            request = replace(request, isolation=isolation)
        if source.replay is not None:
            path, file = find_scenario(path, _guessed_api(request, options.finds, source.replay))
        elif file is None and source.vendor is None:
            beside = vendor_file_of(request)
            if beside is not None:
                request = replace(request, product=replace(request.product, vendor_file=beside))
            if beside is not None and takes_events(beside):
                echo(f"the product is {beside}, which takes the events of a world", err=True)
                return request
            path, file = find_scenario(path, _guessed_api(request, options.finds))
            request = replace(request, product=replace(request.product, vendor_file=None))
        # A recording is read before the search: the scenario that was read off it answers.
        given = given_names(ctx) - ({"vendor_file"} if source.replay is not None else set())
        return request if file is None else with_scenario(request, file, given)


def _guessed_api(request: Request, folder: Path, recording: Path | None = None) -> Path:
    """Return the scenario that xfetch init writes for the target, in the folder of the finds: from the code,
    from the answers of the vendor file that lies beside it, or from a recording. One that stands there
    already is used: the user may have corrected it.

    Raises LoadError where no event comes, because the scenario lacks something or the time was over before,
    and UsageError where the file is about another integration.
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
    with passing_line() as say:
        made = starter(request, path, recording, say, longest_s=_GUESSING_S)
    folder.mkdir(parents=True, exist_ok=True)
    if made.events:
        write_whole(events_beside(path), [made.events])
    write_whole(path, [made.text])
    if not made.created and made.cut_short:
        what = f"no incident was created in the {_GUESSING_S:.0f} s for guessing the API"
        longer = f"xfetch init {quote(str(request.target))} -o {quote(str(path))} --force --time-limit 3m"
        raise LoadError(what, where=str(path), advice=("correct its answers", f"or: {longer}"))
    if not made.created:
        raise LoadError(made.lacking or "no event comes from the guessed API", where=str(path))
    source = recording or request.product.vendor_file
    read = "guessed from the code" if source is None else f"read off the answers of {source.name}"
    echo(f"no scenario was given: the API is {read}, in {path}", err=True)
    if made.cut_short:
        echo("no time was left to try all of it: read it before you believe the finds", err=True)
    return path
