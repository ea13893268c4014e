"""Reads the severities of rules from a configuration file and from the command line.

[tool:xfetch]                 setup.cfg; rules are separated by commas or lines
rules = XF112=off, XF205=warning

[tool.xfetch.rules]           pyproject.toml
XF112 = "off"
"""

from __future__ import annotations

import configparser
import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .finding import OFF, SEVERITIES

_VALUES = (*SEVERITIES, OFF)


def parse_rule(text: str, where: str) -> tuple[str, str]:
    """Parse ``XF203=off`` into the code and the severity.

    Raises:
        UsageError: the code or the severity is unknown.
    """
    code, _, value = (part.strip() for part in text.partition("="))
    code = known_rule(code, where)
    if value not in _VALUES:
        raise UsageError(
            f"{code} cannot be set to {value!r}",
            where=where,
            advice=(f"one of {', '.join(_VALUES)}",),
        )
    return code, value


def known_rule(text: str, where: str) -> str:
    """Return the code of the rule that has this code or name.

    Raises:
        UsageError: there is no such rule; the message names similar ones.
    """
    # Imported here: a command line that names no rule needs them later.
    from .rules import RULES

    known = [rule.code for rule in RULES]
    names = {rule.name: rule.code for rule in RULES}
    code = names.get(text, text)
    if code not in known:
        near = difflib.get_close_matches(code, [*known, *names], 3)
        advice = (f"did you mean {', '.join(near)}?",) if near else ()
        raise UsageError(
            f"no rule is called {code!r}", where=where, advice=(*advice, "xfetch rules lists them")
        )
    return code


def rule_severities(given: Iterable[str], folder: Path) -> dict[str, str]:
    """Return the severity of each configured rule, by code.

    It reads the nearest configuration file at or above ``folder``; ``given`` (from the command line)
    overrides it.

    Raises:
        UsageError: the file or an element of ``given`` is wrong.
    """
    found = dict(_configured(folder))
    found.update(parse_rule(text, "--rule") for text in given)
    return found


def _configured(folder: Path) -> Iterator[tuple[str, str]]:
    for home in (folder.resolve(), *folder.resolve().parents):
        for name, read in (("pyproject.toml", _from_toml), ("setup.cfg", _from_cfg)):
            path = home / name
            if path.is_file():
                rules = read(path)
                if rules is not None:
                    yield from (parse_rule(text, str(path)) for text in rules)
                    return


def _from_cfg(path: Path) -> list[str] | None:
    config = configparser.ConfigParser(interpolation=None)
    try:
        config.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        if "xfetch" not in path.read_text(encoding="utf-8", errors="replace"):
            return None
        raise UsageError(f"broken: {str(error).splitlines()[0]}", where=str(path)) from error
    if not config.has_section("tool:xfetch"):
        return None
    _check_keys(config.options("tool:xfetch"), f"{path} [tool:xfetch]")
    text = config.get("tool:xfetch", "rules", fallback="")
    return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]


def _from_toml(path: Path) -> list[str] | None:
    text = path.read_text(encoding="utf-8", errors="replace")
    if "xfetch" not in text:
        return None
    table: Any = _toml(text, path).get("tool", {})
    section = table.get("xfetch") if isinstance(table, Mapping) else None
    if not isinstance(section, Mapping):
        return None
    _check_keys(section, f"{path} [tool.xfetch]")
    rules = section.get("rules", {})
    if not isinstance(rules, Mapping):
        raise UsageError("rules must be a table", where=f"{path} [tool.xfetch]")
    return [f"{code}={value}" for code, value in rules.items()]


def _check_keys(keys: Iterable[str], where: str) -> None:
    unknown = [key for key in keys if key != "rules"]
    if unknown:
        raise UsageError(f"unknown key {unknown[0]!r}", where=where, advice=("known is: rules",))


def _toml(text: str, path: Path) -> Mapping[str, Any]:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef]
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"broken: {error}", where=str(path)) from error
