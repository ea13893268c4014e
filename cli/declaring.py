"""Declares the options of a command as the fields of frozen dataclasses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields
from functools import update_wrapper
from typing import Any

import click

_CLICK = "click"


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
