"""The commands that list the rules and causes, and explain each of them: ``xfetch rules`` and ``xfetch
explain``.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.diagnosis.page import cause_page
from xfetch.emulator.judging.diagnosis.vocabulary import KINDS, VOCABULARY, Kind
from xfetch.emulator.judging.rules import RULES, Rule
from xfetch.emulator.judging.rules.page import rule_page

from ..lazy import command
from ..terminal import WIDTH, echo, width

_SEVERITIES = len("warning/error")
_INDENT = len("XF101  ") + _SEVERITIES + 2
_CODES = max(len(kind.code) for kind in VOCABULARY)
_MOST_GUESSES = 3


@command
@click.argument("code", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: one JSON object, with the pages of rules and causes.",
)
@WIDTH
def rules(code: str | None, output: str) -> None:
    """CODE is a rule's code or name, or a cause, as findings show them. xfetch explain CODE is the same.

    \b
    xfetch rules
    xfetch rules XF102
    xfetch rules limit-cuts-tie
    xfetch rules -o json
    """
    if output == "json":
        ruled, kinds = _found(code) if code is not None else (RULES, VOCABULARY)
        found = {"rules": list(map(_rule_row, ruled)), "causes": list(map(_cause_row, kinds))}
        echo(json.dumps(found, indent=1))
        return
    show_rules(code)


def _rule_row(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severities": _severities(rule),
        "meaning": rule.meaning,
        "remedy": rule.remedy,
        "page": rule_page(rule, sys.maxsize),
    }


def _cause_row(kind: Kind) -> dict[str, str]:
    return {
        "code": kind.code,
        "title": kind.title,
        "remedy": kind.remedy,
        "page": cause_page(kind, sys.maxsize),
    }


def show_rules(code: str | None) -> None:
    """Write the page of a rule or cause; without a code write the list of all. Raises UsageError for an
    unknown code.
    """
    if code is None:
        _list_all()
        return
    ruled, kinds = _found(code)
    pages = [rule_page(one, width()) for one in ruled]
    pages += [cause_page(one, width()) for one in kinds]
    echo("\n".join(pages).removesuffix("\n"))


def _found(code: str) -> tuple[Sequence[Rule], Sequence[Kind]]:
    """Return the rules and causes with this code or name. Raises UsageError if there is none."""
    ruled = [one for one in RULES if code.upper() == one.code or code == one.name][:1]
    # Two causes have the name of the rule that reports them.
    kinds = [KINDS[code.lower()]] if code.lower() in KINDS else []
    if not ruled and not kinds:
        advice = (
            *(f"did you mean {one}?" for one in _near(code)[:_MOST_GUESSES]),
            "xfetch rules lists them all",
        )
        raise UsageError(f"no rule or cause is called {code!r}", advice=advice)
    return ruled, kinds


def _list_all() -> None:
    for rule in RULES:
        echo(textwrap.fill(_row(rule), width(), subsequent_indent=" " * _INDENT))
    echo("\ncauses that findings name:\n")
    for kind in VOCABULARY:
        text = f"{kind.code:<{_CODES}}  {kind.title}"
        echo(textwrap.fill(text, width(), subsequent_indent=" " * (_CODES + 2)))
    echo("\nexplain one:       xfetch explain XF102, xfetch explain limit-cuts-tie")
    echo("switch a rule off: --rule XF102=off")


def _near(code: str) -> list[str]:
    """Return what a mistyped code may mean: rules and causes whose names contain it; else those with
    similar names; else rules with similar codes.
    """
    named = {rule.name: f"{rule.code} {rule.name}" for rule in RULES}
    named.update({kind.code: named.get(kind.code, kind.code) for kind in VOCABULARY})
    near = [told for name, told in named.items() if code.lower() in name]
    near = near or [named[name] for name in get_close_matches(code.lower(), named)]
    codes = {rule.code: f"{rule.code} {rule.name}" for rule in RULES}
    alike = get_close_matches(code.upper(), codes, cutoff=0.8)
    alike.sort(key=lambda one: not code.upper().startswith(one))
    return near or [codes[one] for one in alike]


def _row(rule: Rule) -> str:
    """Return a rule's line in the list: its code, the severities that its findings can have, and what it
    finds.
    """
    shown = "/".join(_severities(rule))
    return f"{rule.code}  {shown:<{_SEVERITIES}}  {rule.name}: {rule.meaning}"


def _severities(rule: Rule) -> list[str]:
    """Return the severities that a rule's findings can have."""
    every = dict.fromkeys((rule.severity, rule.harm_severity, rule.strict_severity))
    return [one for one in every if one]
