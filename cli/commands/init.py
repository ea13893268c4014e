"""``xfetch init``: a scenario to begin with."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import Any

import click

from ..options import COMMAND, TARGET
from ..terminal import WIDTH, echo


@click.command()
@TARGET
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path),
    default=Path("scenario.yml"),
    show_default=True,
    metavar="FILE.yml",
    help="Where to write it.",
)
@click.option(
    "--from",
    "recording",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Begin with the real answers of a recording (HAR, or a cassette of vcrpy).",
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="An instance parameter. Secrets are not written down. Repeatable.",
)
@click.option(
    "--params", "params_file", type=click.Path(path_type=Path), help="Parameters, YAML or JSON."
)
@COMMAND
@click.option("--content", metavar="DIR", help="A checkout of the content repository.")
@WIDTH
def init(target: Path, output: Path, recording: Path | None, force: bool, **given: Any) -> None:
    """Write a scenario to begin with: parameters, the endpoints that TARGET asks, guesses marked as such.

    \b
    exit code: 0 written; 2 usage, or the file exists; 3 cannot load or run
    """
    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.request.request import Request
    from xfetch.emulator.settings.isolation import Isolation
    from xfetch.emulator.settings.settings import FETCH_INCIDENTS, Scenario
    from xfetch.emulator.starter.starter import events_beside, starter

    from ..options import instance_params
    from ..outputs import check_writable, write_whole
    from ..places import check_places, reads

    files = (output, events_beside(output)) if recording else (output,)
    for file in files:
        if file.exists() and not force:
            advice = ("--force overwrites it", "-o FILE.yml names another")
            raise UsageError("exists already", where=str(file), advice=advice)
    check_writable(output, f"-o {output}")
    params, origins = instance_params(given)
    request = Request(
        target=target,
        scenario=Scenario(command=given["command"] or FETCH_INCIDENTS),
        params=params,
        param_origins=origins,
        content=given["content"],
        content_variable=os.environ.get("XFETCH_CONTENT"),
        interval_given=False,
        command_given=given["command"] is not None,
        isolation=Isolation("process"),
    )
    read = reads(request, given)
    if recording is not None:
        read = chain(read, [("the recording", recording)])
    check_places([(f"-o {file}", file) for file in files], read)
    made = starter(request, output, recording)
    if made.events:
        write_whole(events_beside(output), [made.events])
    write_whole(output, [made.text])
    echo(f"{output}: {made.summary}")
    echo(f"  xfetch run {output}")
