"""The command ``xfetch schema``: prints a JSON Schema, for editors and other tools."""

from __future__ import annotations

import json

import click

from xfetch.emulator.reports.saved_run_schema import FILE as SAVED_RUN
from xfetch.emulator.request.scenario_file.schema import schema as scenario_schema

from ..document_schemas import NAMES, document_schema
from ..lazy import command
from ..terminal import WIDTH, echo


@command
@click.argument("name", type=click.Choice(["scenario", "saved-run", *NAMES]), metavar="NAME")
@WIDTH
def schema(name: str) -> None:
    """NAME is scenario; saved-run, the file that xfetch report reads; baseline or durations, the files of
    these options of xfetch check; or what -o json writes: error, check, diff, explore, test, upgrade,
    rules. Each key has a description.

    \b
    xfetch schema scenario > xfetch.schema.json

    An editor with a YAML language server completes and checks a scenario that begins with the line

    \b
    # yaml-language-server: $schema=xfetch.schema.json
    """
    if name == "scenario":
        found = scenario_schema()
    elif name == "saved-run":
        found = json.loads(SAVED_RUN.read_text(encoding="utf-8"))
    else:
        found = document_schema(name)
    echo(json.dumps(found, indent=1, ensure_ascii=False))
