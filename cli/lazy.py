"""The commands of xfetch. Each command's file is imported only when that command is called."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import cleandoc

import click

from .configured import configured
from .grouped import GroupedCommand, GroupOfCommands
from .slips import no_command

# The commands in the order of the help, and the first sentence of each one's own help. `xfetch --help` shows
# these without importing a command.
COMMANDS = {
    "run": "Run TARGET's fetch again and again, and show which incidents XSOAR would have created.",
    "init": "Write a first scenario for TARGET: a file that describes its product, to run it against.",
    "explore": "Search for the world that breaks TARGET's fetch: events, limits and faults that are made up.",
    "upgrade": "Replace OLD by NEW while it runs, and say what is missed, comes again or fails.",
    "check": "Run every scenario below PATHS, and say which ones fail.",
    "rules": "List the rules that find mistakes, or explain one of them.",
    "explain": "Explain a rule, such as XF102: what it finds, why, and what to do about it.",
    "report": "Show a saved run again, or write it in another format.",
    "troubleshoot": "Run TARGET's fetch once, as !INSTANCE-fetch does in the Playground.",
    "test": "Press the Test button of TARGET's instance, and say whether its answer is true.",
    "schema": "Print the JSON Schema of a scenario or of another document, for editors and programs.",
    "samples": "List the sample integrations, or copy them.",
    "vendor": "Serve the product of a scenario over HTTP.",
}


def command(function: Callable[..., None]) -> click.Command:
    """Turn a function into a command. Its help is its sentence in COMMANDS, followed by the function's
    docstring.
    """
    return command_of(function, COMMANDS[function.__name__])


def command_of(function: Callable[..., None], sentence: str) -> click.Command:
    """Turn a function into a command. Its help is ``sentence``, followed by the function's docstring.

    The part of the docstring from the line ``exit code:`` on is shown at the end of the help, below the
    options.
    """
    about, mark, codes = cleandoc(function.__doc__ or "").partition("\b\nexit code")
    text = f"{sentence}\n\n{about}".strip()
    epilog = f"\b\nexit code{codes}" if mark else None
    return click.command(cls=GroupedCommand, help=text, epilog=epilog)(function)


def _asks_for_help(args: list[str]) -> bool:
    """Whether the arguments of a command ask for its help, which a broken configuration must not hide."""
    return any(one in ("-h", "--help") for one in args)


class LazyGroup(GroupOfCommands):
    """A group of commands that imports the file of a command when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        # What is imported stays, so there is no garbage to look for.
        gc.disable()
        try:
            found: click.Command = getattr(import_module(f".commands.{name}", __package__), name)
        finally:
            gc.freeze()
            gc.enable()
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError("\n  ".join(no_command(name, list(COMMANDS))), ctx)
        found = super().resolve_command(ctx, args)
        if found[1] is not None and not ctx.resilient_parsing and not _asks_for_help(args):
            own = configured(name, found[1], lambda: self._all(ctx))
            ctx.default_map = {**(ctx.default_map or {}), name: own}
        return found

    def _all(self, ctx: click.Context) -> dict[str, click.Command]:
        found = {name: self.get_command(ctx, name) for name in COMMANDS}
        return {name: one for name, one in found.items() if one is not None}

    def sentences(self) -> Mapping[str, str]:
        return COMMANDS
