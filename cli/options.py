"""The options that the commands share, and how they become a request."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from xfetch.emulator.request.request import Request
    from xfetch.emulator.settings.isolation import Isolation
    from xfetch.emulator.settings.settings import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])

TARGET = click.argument("target", type=click.Path(path_type=Path))


class Count(click.IntRange):
    """A whole number from one on; what is none is called that."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, str) and not value.strip().lstrip("+-").isdecimal():
            self.fail(f"{value!r} is not a whole number", param, ctx)
        return super().convert(value, param, ctx)


COMMAND = click.option(
    "--command",
    metavar="NAME",
    help="What is called.  [default: what the yml says it fetches, else what the code compares with]",
)

_SHARED = (
    click.option(
        "--param",
        "params",
        multiple=True,
        metavar="NAME=VALUE",
        help="An instance parameter; credentials.password=… reaches into credentials. Repeatable.",
    ),
    click.option(
        "--params", "params_file", type=click.Path(path_type=Path), help="Parameters, YAML or JSON."
    ),
    click.option(
        "--fill",
        type=click.Choice(["none", "required", "secrets"]),
        default="required",
        show_default=True,
        help="Which parameters without a value get a placeholder.",
    ),
    click.option(
        "--unset",
        type=click.Choice(["none", "empty"]),
        default="none",
        show_default=True,
        help='What an optional parameter without a value reads: None or "" (assumed).',
    ),
    click.option("--last-run", metavar="JSON|@FILE", help="The last run to begin with."),
    click.option("--context", metavar="JSON|@FILE", help="The integration context to begin with."),
    click.option("--instance", metavar="NAME", help="The instance's name."),
    click.option(
        "--vendor", type=click.Path(path_type=Path), help="A Python file with a class Vendor."
    ),
    click.option(
        "--reply",
        "replies",
        multiple=True,
        metavar="'GET /path[ STATUS]=@FILE'",
        help="An answer for requests that match; glob on the path. Repeatable.",
    ),
    click.option(
        "--module",
        "modules",
        multiple=True,
        metavar="NAME=FILE",
        help="A Python file of yours in place of a client library. Repeatable.",
    ),
    click.option(
        "--fresh-modules", is_flag=True, help="Execute the --module files anew in each cycle."
    ),
    click.option(
        "--network",
        type=click.Choice(["deny", "allow"]),
        default="deny",
        show_default=True,
        help="allow: the real product, on the real clock.",
    ),
    click.option("--content", metavar="DIR", help="A checkout of the content repository."),
    click.option(
        "--commonserver",
        "common_server",
        metavar="auto|embedded|PATH",
        default="auto",
        show_default=True,
        help="Which CommonServerPython: auto is the checkout's, else the embedded one.",
    ),
    click.option(
        "--platform",
        type=click.Choice(["xsoar-6", "xsoar-8", "xsiam"]),
        help="Which product calls.  [default: xsiam for events and assets, else xsoar-6]",
    ),
    click.option("--merged", is_flag=True, help="Everything fresh in one namespace each cycle."),
    click.option("--latency", default="200ms", show_default=True, help="What a request takes."),
    click.option(
        "--timeout", default="5m", show_default=True, help="When a run is killed (simulated)."
    ),
    click.option(
        "--isolation",
        type=click.Choice(["process", "strict", "inline"]),
        default="process",
        show_default=True,
        help="strict: refuse to run where the system gives the child no private network."
        " inline: in xfetch's own process, for debuggers; nothing can be killed there.",
    ),
    click.option(
        "--python", metavar="PATH", help="The interpreter, or virtual environment, of the child."
    ),
    click.option(
        "--real-timeout",
        metavar="TIME",
        help="When a run is killed, in real time.  [default: 30s]",
    ),
    click.option(
        "--memory",
        metavar="SIZE",
        help="How much the integration may use; 0 for all.  [default: 1G]",
    ),
    click.option(
        "--env",
        "env",
        multiple=True,
        metavar="NAME",
        help="Let the integration see that environment variable; its value is masked. Repeatable.",
    ),
    click.option(
        "--start", metavar="ISO", help="Start of the clock.  [default: 2024-01-01T00:00Z]"
    ),
    click.option("--tz", default="UTC", show_default=True, help="The container's time zone."),
    click.option(
        "--assume",
        "assumptions",
        multiple=True,
        metavar="NAME=VALUE",
        help="Choose an undocumented behaviour; a wrong NAME lists them. Repeatable.",
    ),
    click.option(
        "-o",
        "--output",
        "outputs",
        multiple=True,
        metavar="FORMAT[:PATH]",
        help="text, json, jsonl, html, junit, sarif, github, markdown; to stdout or a file. Repeatable.",
    ),
)


def shared(command: Command) -> Command:
    """Add the options that every command that runs an integration has."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def json_value(text: str, option: str) -> Any:
    """``JSON`` or ``@FILE``. Raises UsageError."""
    from xfetch.emulator.errors import UsageError

    where = option
    if text.startswith("@"):
        path = Path(text[1:])
        where = f"{option} {path}"
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not text"
            raise UsageError(f"cannot be read: {reason}", where=where) from error
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"not JSON: {error}", where=where, advice=('an object such as \'{"key": "value"}\'',)
        ) from error
    if not isinstance(value, dict):
        raise UsageError(f"a JSON object is needed, not a {type(value).__name__}", where=where)
    return value


def request_for(
    target: Path, scenario: Scenario, given: dict[str, Any], *, strict: bool = False
) -> Request:
    """The request that the shared options describe, over a scenario with the command's own choices."""
    from xfetch.emulator.judging.rule_settings import rule_severities
    from xfetch.emulator.request.request import Request

    params, origins = instance_params(given)
    return Request(
        target=target,
        scenario=_scenario(scenario, given),
        params=params,
        param_origins=origins,
        fill=given["fill"],
        unset=given["unset"],
        vendor_file=given["vendor"],
        replies=given["replies"],
        content=given["content"],
        content_variable=os.environ.get("XFETCH_CONTENT"),
        common_server=given["common_server"],
        merged=given["merged"],
        id_field=given.get("id_field"),
        instance_name=given["instance"],
        interval_given=given.get("interval") is not None,
        command_given=given["command"] is not None,
        strict=strict,
        severities=rule_severities(given.get("rules", ()), Path.cwd()),
        modules=given["modules"],
        fresh_modules=given["fresh_modules"],
        isolation=_isolation(given),
        env=given["env"],
        store=given["store"].resolve() if given.get("store") else None,
    )


def _isolation(given: dict[str, Any]) -> Isolation:
    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.settings.isolation import Isolation, interpreter
    from xfetch.emulator.settings.size import parse_size_bytes
    from xfetch.emulator.settings.units import parse_duration_s

    only_outside = {"python": "--python", "real_timeout": "--real-timeout", "memory": "--memory"}
    if given["isolation"] == "inline":
        for name, option in only_outside.items():
            if given[name]:
                raise UsageError("needs a child process: --isolation process", where=option)
        return Isolation("inline")
    bounds: dict[str, Any] = {}
    if given["real_timeout"]:
        limit_s = parse_duration_s(given["real_timeout"], "--real-timeout", minimum=0.001)
        bounds["real_timeout_s"] = limit_s
    if given["memory"]:
        unbounded = given["memory"].strip() == "0"
        size = None if unbounded else parse_size_bytes(given["memory"], "--memory")
        bounds["memory_bytes"] = size
    python = interpreter(given["python"]) if given["python"] else None
    return Isolation(given["isolation"], python, **bounds)


def _scenario(scenario: Scenario, given: dict[str, Any]) -> Scenario:
    from xfetch.emulator.errors import UsageError
    from xfetch.emulator.settings.server_state import Stores
    from xfetch.emulator.settings.settings import parse_assumption
    from xfetch.emulator.settings.units import parse_duration_s, parse_instant

    live = given["network"] == "allow"
    if live and given["start"]:
        raise UsageError("the real network needs the real clock", where="--start")
    stores = Stores(
        last_run=json_value(given["last_run"], "--last-run") if given["last_run"] else {},
        context=json_value(given["context"], "--context") if given["context"] else {},
    )
    start = parse_instant(given["start"], "--start") if given["start"] else scenario.start
    return replace(
        scenario,
        start=_now() if live else start,
        tz=zone_name(given["tz"], "--tz"),
        timeout_s=parse_duration_s(given["timeout"], "--timeout", minimum=0.001),
        latency_s=parse_duration_s(given["latency"], "--latency"),
        stores=stores,
        assumptions=dict(parse_assumption(text) for text in given["assumptions"]),
        live=live,
        platform=given["platform"] or "",
    )


def _now() -> Any:
    from datetime import datetime, timezone

    return datetime.now(timezone.utc)


def zone_name(name: str, option: str) -> str:
    """The name of a time zone that this machine knows. Raises UsageError."""
    from zoneinfo import ZoneInfo

    from xfetch.emulator.errors import UsageError

    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"no time zone is called {name!r}", where=option, advice=("such as Europe/Paris",)
        ) from error
    return name


def instance_params(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What ``--params`` and ``--param`` say, and of what came from the file, where. Raises UsageError."""
    from xfetch.emulator.integration.parameters.parameters import parse_assignment, read_params_file

    path = given["params_file"]
    in_file = dict(read_params_file(path)) if path else {}
    typed = dict(parse_assignment(text) for text in given["params"])
    origins = {name: f"--params {path}" for name in in_file if name not in typed}
    return {**in_file, **typed}, origins
