"""The commands of xfetch. Each command's file is imported only when that command is called."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from inspect import cleandoc

import click

# The first sentence of each command's help. `xfetch --help` shows these without importing a command.
COMMANDS = {
    "check": "Run every scenario below PATHS (scenario.yml, *.xfetch.yml), and say which fail.",
    "init": "Write a scenario to begin with: parameters, the endpoints that TARGET asks, guesses marked"
    " as such.",
    "report": "Judge and render the run that `xfetch run -o json:RUN.json` saved.",
    "rules": "List the rules, or explain the one that CODE (XF203) names.",
    "run": "Run TARGET's fetch cycle and show what the server would have done.",
    "samples": "List the shipped sample integrations, show one, or copy them.",
    "troubleshoot": "Run TARGET's fetch once and show what the War Room would, creating and storing nothing.",
    "vendor": "A scenario's product by itself.",
}


def command(function: Callable[..., None]) -> click.Command:
    """Make a command of a function: its help is its sentence in COMMANDS, then the function's docstring."""
    sentence = COMMANDS[function.__name__]
    text = f"{sentence}\n\n{cleandoc(function.__doc__ or '')}".strip()
    return click.command(help=text)(function)


class LazyGroup(click.Group):
    """A group that imports the file of a command when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f".commands.{name}", __package__), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        room = formatter.width - 6 - max(map(len, COMMANDS))
        shown = [(name, click.Command(name, help=COMMANDS[name])) for name in sorted(COMMANDS)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(room)) for name, one in shown])
