"""The commands of xfetch, each imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

# What `xfetch --help` says of each command; a test holds it against the command's own help.
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


class LazyGroup(click.Group):
    """A group that imports the file of a command when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".commands.{name}", __package__), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        room = formatter.width - 6 - max(map(len, COMMANDS))
        shown = [(name, click.Command(name, help=COMMANDS[name])) for name in sorted(COMMANDS)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(room)) for name, one in shown])
