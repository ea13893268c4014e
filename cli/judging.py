"""The options of every command that judges: how grave what is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--rule",
        "rules",
        multiple=True,
        metavar="CODE=SEVERITY",
        help="Set a rule to error, warning, info or off. Repeatable.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "never"]),
        default="error",
        show_default=True,
        help="The least finding that makes the exit code 1.",
    ),
)
strict = click.option(
    "--strict", is_flag=True, help="Graver findings; a run that proves nothing fails."
)


def judging(command: Command) -> Command:
    """Add ``--rule`` and ``--fail-on``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
