"""The options that several commands share, grouped by what they describe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from .declaring import (
    PATH,
    argument,
    content_option,
    network_option,
    option,
    python_option,
    recording_option,
    scenario_option,
    vendor_option,
)


@dataclass(frozen=True)
class InstanceOptions:
    """The options that say what is called, and with which parameters."""

    command: str | None = option(
        "--command",
        metavar="NAME",
        help="The command to call.  [default: the fetch command that the yml declares, else the code's]",
    )
    params: tuple[str, ...] = option(
        "--param",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set a parameter of the instance: url=https://acme.example, or a part of one:"
        " credentials.password=abc. Repeatable.",
    )
    params_file: Path | None = option(
        "--params", type=PATH, metavar="FILE", help="A YAML or JSON file of parameters."
    )
    content: str | None = content_option()


@dataclass(frozen=True)
class TargetOptions(InstanceOptions):
    """The options that say which integration runs, and with which parameters."""

    target: Path = argument(type=PATH)


@dataclass(frozen=True)
class ServerOptions:
    """The options that say what the simulated server keeps, and how it calls the integration."""

    fill: str = option(
        "--fill",
        type=click.Choice(["none", "required", "secrets"]),
        default="required",
        show_default=True,
        help="Which parameters without a value get a made-up one: those that the yml requires, only"
        " its secrets, or none.",
    )
    unset: str = option(
        "--unset",
        type=click.Choice(["none", "empty"]),
        default="none",
        show_default=True,
        help='What the code gets for an optional parameter without a value: None, or the empty text "".',
    )
    last_run: str | None = option(
        "--last-run",
        metavar="JSON|@FILE",
        help="Begin with this last run: '{\"last_fetch\": 1704067200}', or @last.json.",
    )
    context: str | None = option(
        "--context",
        metavar="JSON|@FILE",
        help="Begin with this integration context (getIntegrationContext).",
    )
    instance: str | None = option("--instance", metavar="NAME", help="The name of the instance.")
    platform: str | None = option(
        "--platform",
        type=click.Choice(["xsoar-6", "xsoar-8", "xsiam"]),
        help="The platform that calls.  [default: xsiam where events or assets are fetched, else xsoar-6]",
    )
    start: str | None = option(
        "--start",
        metavar="ISO",
        help="When the simulated clock starts.  [default: 2024-01-01T00:00Z]",
    )
    tz: str = option(
        "--tz",
        metavar="ZONE",
        default="UTC",
        show_default=True,
        help="The time zone of the container that the code runs in.",
    )
    timeout: str = option(
        "--timeout",
        metavar="TIME",
        default="5m",
        show_default=True,
        help="Stop a fetch that takes longer than this on the simulated clock.",
    )
    assumptions: tuple[str, ...] = option(
        "--assume",
        multiple=True,
        metavar="NAME=VALUE",
        help="Choose how the platform behaves where it is not documented; --assume x=x lists the"
        " choices. Repeatable.",
    )


@dataclass(frozen=True)
class SourceOptions:
    """The options that name a file which stands for the product."""

    scenario_path: Path | None = scenario_option()
    vendor: Path | None = vendor_option()
    replay: Path | None = recording_option(
        "--replay", "Answer from {recording}. The clock is the recording's."
    )


@dataclass(frozen=True)
class ProductOptions(SourceOptions):
    """The options that say what answers the integration's requests."""

    events_path: Path | None = option(
        "--events",
        type=PATH,
        metavar="FILE",
        help="The product's events with their times, for --vendor: .json, .jsonl or .csv.",
    )
    replies: tuple[str, ...] = option(
        "--reply",
        multiple=True,
        metavar="'GET /x=@FILE'",
        help="Answer such requests with a file or with text: 'GET /alerts=@alerts.json',"
        " 'POST /login={\"token\": \"t\"}', '/alerts/* 404=gone'. Repeatable.",
    )
    record: Path | None = option(
        "--record",
        type=PATH,
        metavar="FILE.har",
        help="Save all requests and answers as a HAR file, with secrets masked.",
    )
    network: str = network_option()
    latency: str = option(
        "--latency",
        metavar="TIME",
        default="200ms",
        show_default=True,
        help="How long the product takes to answer, on the simulated clock.",
    )

    @property
    def live(self) -> bool:
        """Whether the real product answers the requests."""
        return self.network == "allow"


@dataclass(frozen=True)
class ChildOptions:
    """The options that say how the integration's code is executed: its modules, its process and the limits
    of that process.
    """

    common_server: str = option(
        "--commonserver",
        metavar="auto|embedded|PATH",
        default="auto",
        show_default=True,
        help="Which CommonServerPython to use: xfetch's own (embedded), a file, or (auto) that of the"
        " content checkout if there is one, else xfetch's own.",
    )
    modules: tuple[str, ...] = option(
        "--module",
        multiple=True,
        metavar="NAME=FILE",
        help="Import your Python file in place of a module, such as a client library. Repeatable.",
    )
    fresh_modules: bool = option(
        "--fresh-modules", is_flag=True, help="Reload the files of --module in each cycle."
    )
    merged: bool = option(
        "--merged",
        is_flag=True,
        help="Reload CommonServerPython and the integration together in each cycle, as the platform"
        " does. Slower.",
    )
    isolation: str = option(
        "--isolation",
        type=click.Choice(["process", "strict", "inline"]),
        default="process",
        show_default=True,
        help="Where the code runs. process: in a child process. strict: the same, but refuse to run"
        " where the child can be given no private network. inline: in xfetch's own process, for"
        " a debugger; a fetch that hangs cannot be stopped there.",
    )
    python: str | None = python_option()
    real_timeout: str | None = option(
        "--real-timeout",
        metavar="TIME",
        help="Stop a fetch that takes longer than this in real time.  [default: 30s]",
    )
    memory: str | None = option(
        "--memory",
        metavar="SIZE",
        help="How much memory the code may use; 0 sets no limit.  [default: 1G]",
    )
    env: tuple[str, ...] = option(
        "--env",
        multiple=True,
        metavar="NAME",
        help="Let the code see this environment variable. Its value is masked in all output."
        " PYTHONHASHSEED=1 gives sets of texts another order. Repeatable.",
    )


@dataclass(frozen=True)
class JudgingOptions:
    """The options that say how severe each finding is, and which findings make the command fail."""

    rules: tuple[str, ...] = option(
        "--rule",
        multiple=True,
        metavar="CODE=SEVERITY",
        help="Change the severity of a rule to error, warning, info or off: XF112=off. Repeatable.",
    )
    fail_on: str = option(
        "--fail-on",
        type=click.Choice(["error", "warning", "never"]),
        default="error",
        show_default=True,
        help="The lowest severity of a finding that makes the exit code 1.",
    )


@dataclass(frozen=True)
class StrictOptions:
    """The option that says whether doubtful runs fail."""

    strict: bool = option(
        "--strict",
        is_flag=True,
        help="Raise the severity of doubtful findings, and fail if the run created nothing.",
    )
