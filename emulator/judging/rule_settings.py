"""Reads the severities of rules from a configuration file and from the command line.

[tool:xfetch]                 setup.cfg; rules are separated by commas or lines
rules = XF112=off, XF205=warning

[tool.xfetch.rules]           pyproject.toml
XF112 = "off"
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import UsageError
from ..settings.config_file import config_file
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
    config = config_file(folder)
    if config is None:
        return
    rules = config.values.get("rules", {})
    if config.path.suffix == ".cfg":
        unknown = [key for key in config.values if key != "rules"]
        if unknown:
            what = f"unknown key {unknown[0]!r}"
            raise UsageError(what, where=config.where(), advice=("known is: rules",))
        parts = str(rules or "").replace("\n", ",").split(",")
        texts = [part.strip() for part in parts if part.strip()]
    elif isinstance(rules, Mapping):
        texts = [f"{code}={value}" for code, value in rules.items()]
    else:
        raise UsageError("rules must be a table", where=config.where())
    yield from (parse_rule(text, config.where("rules")) for text in texts)
