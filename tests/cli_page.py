"""``docs/cli.md``: every command with its options, as click knows them."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from xfetch.cli.grouped import REST, TARGET, grouped, takes_target
from xfetch.cli.main import cli

_EXIT_CODES = (
    ("0", "clean; for a scenario that says what it expects: as expected"),
    (
        "1",
        "a finding at or above `--fail-on`, or a cycle failed that no fault and no `--fail-cycle` asked for",
    ),
    ("2", "wrong usage: an option's value, a configuration, nothing to check"),
    (
        "3",
        "it is not there, or could not be loaded or run: an integration, a vendor file, a saved run",
    ),
    ("4", "something was needed that nothing answers or that is not emulated"),
    (
        "130",
        "interrupted (Ctrl-C, SIGTERM or SIGHUP): the report so far was printed; files were written"
        " if a cycle had ended",
    ),
)


def page() -> str:
    """The whole page."""
    parts = ["# The command line\n"]
    parts += [_command(name, command) for name, command in _commands(cli)]
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in _EXIT_CODES)
    parts.append(f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n")
    return "\n".join(parts)


def _commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"xfetch {name}", parent=None)
    usage = command.get_usage(context).removeprefix("Usage: ")
    about, _, examples = cleandoc(command.help or "").partition("\b\n")
    lines = [f"## {name}\n", f"    {' '.join(usage.split())}\n", f"{about.strip()}\n"]
    lines += [f"    {line}" for line in examples.strip().splitlines()]
    lines += [""] * bool(examples)
    shown = [(title, options) for title, options in grouped(command, context)]
    for number, (title, options) in enumerate(shown):
        rows = [_option(one) for one in options if "--help" not in one.opts]
        if number == 0 and takes_target(command):
            rows.insert(0, f"| TARGET | {TARGET} |")
        if rows:
            head = "option" if title == REST else title
            lines += [f"| {head} | |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    metavar = option.metavar or ("" if option.is_flag else _kind(option))
    shown = f"{names} {metavar}".strip().replace("|", "\\|")
    default = option.default
    usual = f" [default: {default}]" if option.show_default and default is not None else ""
    return f"| {shown} | {' '.join((option.help or '').split())}{usual} |".replace("  ", " ")


def _kind(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "/".join(map(str, option.type.choices))
    return option.type.name.upper().replace(" RANGE", "")
