"""``xfetch rules``: the list of rules, and the page of each."""

from __future__ import annotations

import textwrap
from difflib import get_close_matches

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.rules import RULES, Rule
from xfetch.emulator.judging.rules.page import rule_page

from ..lazy import command
from ..terminal import WIDTH, echo, width

_SEVERITIES = len("warning/error")
_INDENT = len("XF101  ") + _SEVERITIES + 2
_MOST_GUESSES = 3


@command
@click.argument("code", required=False)
@WIDTH
def rules(code: str | None) -> None:
    """CODE is a code or a name, as findings show them. xfetch explain CODE is the same.

    \b
    xfetch rules
    xfetch rules XF102
    """
    show_rules(code)


def show_rules(code: str | None) -> None:
    """Write the page of the rule, or the list of all rules. Raises UsageError for an unknown rule."""
    if code is None:
        for rule in RULES:
            echo(textwrap.fill(_row(rule), width(), subsequent_indent=" " * _INDENT))
        echo("\nexplain one:       xfetch explain XF102\nswitch it off:     --rule XF102=off")
        return
    wanted = code.upper()
    found = next((rule for rule in RULES if wanted == rule.code or code == rule.name), None)
    if found is None:
        named = {rule.name: rule for rule in RULES}
        near = [rule for name, rule in named.items() if code.lower() in name]
        near = near or [named[name] for name in get_close_matches(code.lower(), named)]
        codes = {rule.code: rule for rule in RULES}
        alike = get_close_matches(wanted, codes, cutoff=0.8)
        alike.sort(key=lambda one: not wanted.startswith(one))
        near = near or [codes[one] for one in alike]
        guesses = (f"did you mean {rule.code} {rule.name}?" for rule in near[:_MOST_GUESSES])
        advice = (*guesses, "xfetch rules lists them all")
        raise UsageError(f"no rule is called {code!r}", advice=advice)
    echo(rule_page(found, width()).removesuffix("\n"))


def _row(rule: Rule) -> str:
    """The code, the severities that the rule's findings can have, and what the rule finds."""
    severities = dict.fromkeys((rule.severity, rule.harm_severity, rule.strict_severity))
    shown = "/".join(one for one in severities if one)
    return f"{rule.code}  {shown:<{_SEVERITIES}}  {rule.name}: {rule.meaning}"
