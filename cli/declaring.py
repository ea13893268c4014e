"""Declares the options of a command as fields of frozen dataclasses; and those that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

_CLICK = "click"
PATH = click.Path(path_type=Path)
FORMATS = "text, json, jsonl, html, junit, sarif, github, markdown or agent"


class Count(click.types.IntParamType):
    """A whole number of at least 1."""

    name = "N"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        try:
            count = int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number", param, ctx)
        if count < 1:
            self.fail(f"{value!r} is less than 1", param, ctx)
        return count


def option(*names: str, **settings: Any) -> Any:
    """Declare a dataclass field that gets the value of an option; ``names`` and ``settings`` are those of
    ``click.option``.
    """
    return field(metadata={_CLICK: lambda name: click.option(*names, name, **settings)})


def argument(**settings: Any) -> Any:
    """Declare a dataclass field that gets the value of an argument; ``settings`` are those of
    ``click.argument``.
    """
    return field(metadata={_CLICK: lambda name: click.argument(name, **settings)})


def taking(*groups: type[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives a command the options of these dataclasses. The command's function is
    called with the click context and one object of each class.

    The command's help shows the options in the order of the classes and of their fields.
    """
    declared = [(cls, fields(cls)) for cls in groups]

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @click.pass_context
        def called(ctx: click.Context, /, **params: Any) -> None:
            function(
                ctx, *(cls(**{one.name: params[one.name] for one in own}) for cls, own in declared)
            )

        command: Callable[..., None] = update_wrapper(called, function)
        # What stands last is applied first, as with decorators.
        for one in reversed([one for _, own in declared for one in own]):
            command = one.metadata[_CLICK](one.name)(command)
        return command

    return decorate


# What several commands declare


def content_option() -> Any:
    """Declare the option ``--content``, the checkout of the content repository."""
    return option(
        "--content",
        metavar="DIR",
        help="Your checkout of the content repository; its CommonServerPython is used."
        "  [default: $XFETCH_CONTENT, else the checkout that TARGET lies in]",
    )


def verbose_option() -> Any:
    """Declare the option ``--verbose``."""
    return option("-v", "--verbose", is_flag=True, help="Show each cycle's requests.")


def python_option() -> Any:
    """Declare the option ``--python``."""
    return option(
        "--python",
        metavar="PATH",
        help="Run the code with this Python interpreter or virtual environment.",
    )


def scenario_option() -> Any:
    """Declare the option ``--scenario``."""
    return option(
        "--scenario",
        type=PATH,
        metavar="FILE.yml",
        help="A file that describes the product, its events and what should come of them. Other"
        " options override it.",
    )


def vendor_option() -> Any:
    """Declare the option ``--vendor``."""
    return option(
        "--vendor",
        type=PATH,
        metavar="FILE.py",
        help="A Python file whose class Vendor answers the requests.",
    )


def network_option() -> Any:
    """Declare the option ``--network``."""
    return option(
        "--network",
        type=click.Choice(["deny", "allow"]),
        default="deny",
        show_default=True,
        help="allow: ask the real product, on the real clock.",
    )


def recording_option(name: str, use: str) -> Any:
    """Declare an option whose value is a recording. ``use`` is the help text, in which ``{recording}``
    stands for the kinds of recording: ``Answer from {recording}.``
    """
    recording = "a recording: a HAR, or a cassette of vcrpy"
    return option(name, type=PATH, metavar="FILE", help=use.format(recording=recording))


def jobs_option(what: str) -> Any:
    """Declare the option ``--jobs``; ``what`` is the plural of what is run."""
    return option(
        "-j",
        "--jobs",
        type=Count(),
        help=f"How many {what} to run at once.  [default: one for each core]",
    )


def dask_option(what: str) -> Any:
    """Declare the option ``--dask``; ``what`` is the plural of what is run."""
    return option(
        "--dask",
        metavar="ADDRESS",
        help=f"Run the {what} on the workers of a Dask cluster: the address of its scheduler, such as"
        " tcp://10.0.0.1:8786.",
    )


def outputs_option(formats: str) -> Any:
    """Declare ``--output``; ``formats`` are the names of the report formats, for the help."""
    return option(
        "-o",
        "--output",
        multiple=True,
        metavar="FORMAT[:FILE]",
        help=f"Write a report to a file, or without :FILE to stdout. FORMAT is {formats}."
        " Repeatable.",
    )
