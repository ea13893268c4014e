"""A command whose help shows the options in groups, the most important group first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

# The groups in their order, and the options of each in their order. An option that stands in no group comes
# under the title "Options".
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Start here": (
        *("--cycles", "--reply", "--vendor", "--scenario", "--param", "--verbose", "--output"),
    ),
    "What is checked": (
        *("--changed", "--diff", "--explore", "-k", "--allow-none", "--exitfirst", "--watch"),
    ),
    "The search": (
        *("--budget", "--only", "--faults", "--promise", "--until-found"),
        *("--seed", "--finds", "--emit"),
    ),
    "Shared among machines": ("--shard", "--merge", "--dask"),
    "How requests are answered": ("--replay", "--record", "--network", "--events", "--latency"),
    "The instance": ("--params", "--fill", "--unset", "--instance", "--command", "--platform"),
    "State and clock": (
        *("--last-run", "--context", "--start", "--interval", "--tz", "--timeout", "--assume"),
    ),
    "Make something fail": ("--fail-cycle", "--compare-tz"),
    "What counts as wrong": (
        "--fail-on",
        "--rule",
        "--strict",
        "--id-field",
        "--baseline",
        "--update-baseline",
    ),
    "More output": (
        *(
            "--quiet",
            "--trace",
            "--event",
            "--mapper",
            "--open",
            "--store",
            "--durations",
            "--debug-mode",
            "--width",
            "--help",
        ),
    ),
    "How the code runs": (
        *("--content", "--commonserver", "--merged", "--module", "--fresh-modules", "--env"),
        *("--python", "--isolation", "--real-timeout", "--memory", "--jobs", "--no-cache"),
    ),
}
REST = "Options"
# With fewer options than this, one list is easier to read than groups.
_FEWEST_OPTIONS = 15
# Beyond this column the explanation begins in the next line.
_NAMES_COLUMNS = 26
TARGET = (
    "The integration: a .py, a folder with X.py and X.yml, a pack's folder, a .yml, a scenario that"
    " names one, or a sample's name (xfetch samples)."
)


def grouped(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, list[click.Option]]]:
    """Yield the title of each group of options, and the command's options in that group. A command with
    few options has one group.
    """
    own = [one for one in command.get_params(ctx) if isinstance(one, click.Option)]
    left = [one for one in own if not one.hidden]
    for title, names in GROUPS.items() if len(left) >= _FEWEST_OPTIONS else ():
        found = [one for name in names for one in left if name in one.opts]
        left = [one for one in left if one not in found]
        if found:
            yield title, found
    if left:
        yield REST, left


def takes_target(command: click.Command) -> bool:
    """Whether the command has the argument TARGET."""
    return any(isinstance(one, click.Argument) and one.name == "target" for one in command.params)


class GroupedCommand(click.Command):
    """A command whose help shows the options in groups and explains the argument TARGET."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups = [
            (title, [one.get_help_record(ctx) or ("", "") for one in options])
            for title, options in grouped(self, ctx)
        ]
        if takes_target(self):
            groups[0][1].insert(0, ("TARGET", TARGET))
        lengths = [len(name) for _, rows in groups for name, _ in rows]
        # One column for all groups, so that they align.
        column = max(length for length in lengths if length <= _NAMES_COLUMNS)
        for title, rows in groups:
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{column}}", text) for name, text in rows], column)


class GroupOfCommands(click.Group):
    """A group of commands whose help shows the whole first sentence of each command; click itself would
    cut it.
    """

    def sentences(self) -> Mapping[str, str]:
        """Return what each command does, in one sentence, by the command's name."""
        return {name: (one.help or "").partition("\n")[0] for name, one in self.commands.items()}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.sentences().items()))
