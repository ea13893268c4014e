"""The defaults of options, from ``[tool.xfetch]`` in ``pyproject.toml``.

[tool.xfetch]            for each command that has the option
fail-on = "warning"

[tool.xfetch.check]      for one command
baseline = "xfetch.json"
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.settings.config_file import ConfigFile, config_file

# The table of the severities of rules, which no command of this name reads.
_RULES = "rules"
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    str: "a text",
    list: "a list",
    float: "a number",
}


def configured(
    name: str, command: click.Command, others: Callable[[], Mapping[str, click.Command]]
) -> dict[str, Any]:
    """Return the defaults of a command from the nearest ``pyproject.toml`` with a section of xfetch, by
    parameter name, as click takes them in ``default_map``. ``others`` returns all commands, by name. It is
    called only if a key or value of ``[tool.xfetch]`` does not fit this command, or another command has a
    table.

    Raises UsageError for a key of ``[tool.xfetch]`` that no command has, for a table of no command, for a key
    in this command's table that this command does not have, and for a value that its option does not take.
    """
    config = config_file(Path.cwd())
    if config is None or config.path.suffix == ".cfg":
        return {}
    tables = {key: value for key, value in config.values.items() if _is_table(key, value)}
    shared = {key: value for key, value in config.values.items() if key not in (*tables, _RULES)}
    unknown = [key for key in tables if key != name]
    if unknown or any(not _fits(command, key, value) for key, value in shared.items()):
        _check_others(config, others(), shared, unknown)
    found = {key: value for key, value in shared.items() if _fits(command, key, value)}
    return {
        **_defaults(command, found, config, ()),
        **_defaults(command, tables.get(name, {}), config, (name,)),
    }


def _is_table(key: str, value: object) -> bool:
    return isinstance(value, Mapping) and key != _RULES


def _check_others(
    config: ConfigFile,
    commands: Mapping[str, click.Command],
    shared: Mapping[str, Any],
    tables: list[str],
) -> None:
    """Raise UsageError for a table that is called like no command, and for a key that fits no command."""
    for table in tables:
        if table not in commands:
            raise _unknown(table, [*commands, _RULES], config.where())
    for key, value in shared.items():
        those = [option for command in commands.values() for option in _options(command, key)]
        if not those:
            known = [name for command in commands.values() for name in _known(command)]
            raise _unknown(key, known, config.where())
        if not any(_is_kind(option, value) for option in those):
            raise _wrong_kind(those[0], value, key, config.where())


def _defaults(
    command: click.Command, values: Mapping[str, Any], config: ConfigFile, table: tuple[str, ...]
) -> dict[str, Any]:
    """Return the values of a table, by parameter name. The table of a command with subcommands has a table
    for each.
    """
    found: dict[str, Any] = {}
    where = config.where(*table)
    for key, value in values.items():
        if isinstance(command, click.Group) and isinstance(value, Mapping):
            if key not in command.commands:
                raise _unknown(key, list(command.commands), where)
            found[key] = _defaults(command.commands[key], value, config, (*table, key))
            continue
        options = _options(command, key)
        if not options:
            raise _unknown(key, list(_known(command)), where)
        (option,) = options
        if not _is_kind(option, value):
            raise _wrong_kind(option, value, key, where)
        value = _from_here(option, value, config.path.parent)
        _check_value(option, command, value, f"{where} {key}")
        found[option.name or ""] = value
    return found


def _check_value(option: click.Option, command: click.Command, value: object, where: str) -> None:
    try:
        option.type_cast_value(click.Context(command), value)
    except click.BadParameter as error:
        raise UsageError(error.message, where=where) from None


def _from_here(option: click.Option, value: Any, folder: Path) -> Any:
    """Return the value; a path in it is relative to the folder of the configuration, and becomes relative to
    the working directory.
    """
    if not isinstance(option.type, click.Path):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, list):
        return [_from_here(option, one, folder) for one in value]
    return os.path.relpath(folder / value)


def _known(command: click.Command) -> Iterator[str]:
    """Yield the keys of a command: the long names of its options, without those that only show something
    and end.
    """
    for one in command.params:
        if isinstance(one, click.Option) and (one.expose_value or not one.is_flag):
            yield _key(one)


def _key(option: click.Option) -> str:
    return max(option.opts, key=len).lstrip("-")


def _options(command: click.Command, key: str) -> list[click.Option]:
    known = list(_known(command))
    return [
        one
        for one in command.params
        if isinstance(one, click.Option) and _key(one) == key and key in known
    ]


def _fits(command: click.Command, key: str, value: object) -> bool:
    return any(_is_kind(one, value) for one in _options(command, key))


def _kind(option: click.Option) -> type:
    if option.multiple:
        return list
    if option.is_flag:
        return bool
    if isinstance(option.type, click.types.FloatParamType):
        return float
    return int if isinstance(option.type, click.types.IntParamType) else str


def _is_kind(option: click.Option, value: object) -> bool:
    kind = _kind(option)
    if kind is list:
        item = int if isinstance(option.type, click.types.IntParamType) else str
        items = (int, str) if option.type.name == "N|FILE" else (item,)
        return isinstance(value, list) and all(type(one) in items for one in value)
    return type(value) in ((int, float) if kind is float else (kind,))


def _wrong_kind(option: click.Option, value: object, key: str, where: str) -> UsageError:
    what = f"{value!r} does not fit --{key}, which takes {_KINDS[_kind(option)]}"
    return UsageError(what, where=f"{where} {key}")


def _unknown(key: str, known: list[str], where: str) -> UsageError:
    near = get_close_matches(key, sorted(set(known)), n=3)
    advice = (
        f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(sorted(set(known)))}"
    )
    return UsageError(f"unknown key {key!r}", where=where, advice=(advice,))
