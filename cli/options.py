"""The options that several commands share, grouped by what they describe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from .declaring import argument, option

PATH = click.Path(path_type=Path)


class Count(click.IntRange):
    """A whole number of at least 1; the message for other input says that it is not a whole number."""

    def __init__(self) -> None:
        super().__init__(1)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, str) and not value.strip().lstrip("+-").isdecimal():
            self.fail(f"{value!r} is not a whole number", param, ctx)
        return super().convert(value, param, ctx)


@dataclass(frozen=True)
class TargetOptions:
    """Which integration runs, and with which parameters."""

    target: Path = argument(type=PATH)
    command: str | None = option(
        "--command",
        metavar="NAME",
        help="What is called.  [default: what the yml says it fetches, else what the code compares with]",
    )
    params: tuple[str, ...] = option(
        "--param",
        multiple=True,
        metavar="NAME=VALUE",
        help="An instance parameter; credentials.password=… reaches into credentials. Repeatable.",
    )
    params_file: Path | None = option("--params", type=PATH, help="Parameters, YAML or JSON.")
    content: str | None = option(
        "--content", metavar="DIR", help="A checkout of the content repository."
    )


@dataclass(frozen=True)
class ServerOptions:
    """What the simulated server keeps, and how it calls the integration."""

    fill: str = option(
        "--fill",
        type=click.Choice(["none", "required", "secrets"]),
        default="required",
        show_default=True,
        help="Which parameters without a value get a placeholder.",
    )
    unset: str = option(
        "--unset",
        type=click.Choice(["none", "empty"]),
        default="none",
        show_default=True,
        help='What an optional parameter without a value reads: None or "" (assumed).',
    )
    last_run: str | None = option(
        "--last-run", metavar="JSON|@FILE", help="The last run to begin with."
    )
    context: str | None = option(
        "--context", metavar="JSON|@FILE", help="The integration context to begin with."
    )
    instance: str | None = option("--instance", metavar="NAME", help="The instance's name.")
    platform: str | None = option(
        "--platform",
        type=click.Choice(["xsoar-6", "xsoar-8", "xsiam"]),
        help="Which product calls.  [default: xsiam for events and assets, else xsoar-6]",
    )
    start: str | None = option(
        "--start", metavar="ISO", help="Start of the clock.  [default: 2024-01-01T00:00Z]"
    )
    tz: str = option("--tz", default="UTC", show_default=True, help="The container's time zone.")
    timeout: str = option(
        "--timeout", default="5m", show_default=True, help="When a run is killed (simulated)."
    )
    assumptions: tuple[str, ...] = option(
        "--assume",
        multiple=True,
        metavar="NAME=VALUE",
        help="Choose an undocumented behaviour; a wrong NAME lists them. Repeatable.",
    )


@dataclass(frozen=True)
class ProductOptions:
    """Who answers the integration's requests."""

    scenario_path: Path | None = option(
        "--scenario",
        type=PATH,
        metavar="FILE.yml",
        help="The product, its events, and what shall come of them. Options beat it.",
    )
    events_path: Path | None = option(
        "--events",
        type=PATH,
        metavar="FILE",
        help="A timeline for the vendor: .json, .jsonl or .csv.",
    )
    vendor: Path | None = option("--vendor", type=PATH, help="A Python file with a class Vendor.")
    replies: tuple[str, ...] = option(
        "--reply",
        multiple=True,
        metavar="'GET /path[ STATUS]=@FILE'",
        help="An answer for requests that match; glob on the path. Repeatable.",
    )
    record: Path | None = option(
        "--record",
        type=PATH,
        metavar="FILE.har",
        help="Keep what was asked and answered, secrets masked.",
    )
    replay: Path | None = option(
        "--replay",
        type=PATH,
        metavar="FILE",
        help="Answer with a recording (HAR, or a cassette of vcrpy), on its clock.",
    )
    network: str = option(
        "--network",
        type=click.Choice(["deny", "allow"]),
        default="deny",
        show_default=True,
        help="allow: the real product, on the real clock.",
    )
    latency: str = option(
        "--latency", default="200ms", show_default=True, help="What a request takes."
    )

    @property
    def live(self) -> bool:
        """Whether the real product answers."""
        return self.network == "allow"


@dataclass(frozen=True)
class ChildOptions:
    """How the integration's code is executed: its modules, its process and the limits of that process."""

    common_server: str = option(
        "--commonserver",
        metavar="auto|embedded|PATH",
        default="auto",
        show_default=True,
        help="Which CommonServerPython: auto is the checkout's, else the embedded one.",
    )
    modules: tuple[str, ...] = option(
        "--module",
        multiple=True,
        metavar="NAME=FILE",
        help="A Python file of yours in place of a client library. Repeatable.",
    )
    fresh_modules: bool = option(
        "--fresh-modules", is_flag=True, help="Execute the --module files again in each cycle."
    )
    merged: bool = option(
        "--merged", is_flag=True, help="Everything fresh in one namespace each cycle."
    )
    isolation: str = option(
        "--isolation",
        type=click.Choice(["process", "strict", "inline"]),
        default="process",
        show_default=True,
        help="strict: refuse to run where the system gives the child no private network."
        " inline: in xfetch's own process, for debuggers; nothing can be killed there.",
    )
    python: str | None = option(
        "--python", metavar="PATH", help="The interpreter, or virtual environment, of the child."
    )
    real_timeout: str | None = option(
        "--real-timeout",
        metavar="TIME",
        help="When a run is killed, in real time.  [default: 30s]",
    )
    memory: str | None = option(
        "--memory",
        metavar="SIZE",
        help="How much the integration may use; 0 for all.  [default: 1G]",
    )
    env: tuple[str, ...] = option(
        "--env",
        multiple=True,
        metavar="NAME",
        help="Let the integration see that environment variable; its value is masked. Repeatable.",
    )


@dataclass(frozen=True)
class JudgingOptions:
    """How severe each finding is, and which findings make the command fail."""

    rules: tuple[str, ...] = option(
        "--rule",
        multiple=True,
        metavar="CODE=SEVERITY",
        help="Set a rule to error, warning, info or off. Repeatable.",
    )
    fail_on: str = option(
        "--fail-on",
        type=click.Choice(["error", "warning", "never"]),
        default="error",
        show_default=True,
        help="The least finding that makes the exit code 1.",
    )


@dataclass(frozen=True)
class StrictOptions:
    """Whether doubtful runs fail."""

    strict: bool = option(
        "--strict", is_flag=True, help="Graver findings; a run that proves nothing fails."
    )


def outputs_option(formats: str) -> Any:
    """Declare ``--output``; ``formats`` names what a report can be, for the help."""
    return option(
        "-o",
        "--output",
        multiple=True,
        metavar="FORMAT[:PATH]",
        help=f"{formats}; to stdout or a file. Repeatable.",
    )
