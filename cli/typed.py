"""The command line of a run, as the words to type to run it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
from click.core import ParameterSource

# These options only choose what is shown, or write a file: the same run needs none of them.
_NOT_OF_THE_RUN = frozenset(
    ("quiet", "verbose", "trace", "events", "outputs", "open", "store", "record", "debug_mode")
)


def typed(ctx: click.Context, masked: Callable[[str], str] = str) -> tuple[str, ...]:
    """Return the words of the command line: the arguments first, without options that only choose what is
    shown or write a file. ``masked`` is a function that removes secrets from a word.
    """
    given = [
        one
        for one in ctx.command.params
        if one.name in ctx.params
        and one.name not in _NOT_OF_THE_RUN
        and ctx.get_parameter_source(one.name) is ParameterSource.COMMANDLINE
    ]
    given.sort(key=lambda one: not isinstance(one, click.Argument))
    words = [word for one in given for word in _words(one, ctx.params[one.name or ""])]
    return ("xfetch", ctx.info_name or "", *map(masked, words))


def _words(param: click.Parameter, value: object) -> Iterator[str]:
    name = max(param.opts, key=len)
    for one in value if isinstance(value, tuple | list) else (value,):
        if isinstance(param, click.Argument):
            yield str(one)
        elif isinstance(param, click.Option) and param.is_flag:
            yield name
        else:
            yield from (name, str(one))
