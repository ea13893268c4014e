"""The commands that list the rules and causes, and explain each of them: ``xfetch rules`` and ``xfetch
explain``.
"""

from __future__ import annotations

import textwrap
from difflib import get_close_matches

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.diagnosis.page import cause_page
from xfetch.emulator.judging.diagnosis.vocabulary import KINDS, VOCABULARY
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
@WIDTH
def rules(code: str | None) -> None:
    """CODE is a rule's code or name, or a cause, as findings show them. xfetch explain CODE is the same.

    \b
    xfetch rules
    xfetch rules XF102
    xfetch rules limit-cuts-tie
    """
    show_rules(code)


def show_rules(code: str | None) -> None:
    """Write the page of a rule or cause; without a code write the list of all. Raises UsageError for an
    unknown code.
    """
    if code is None:
        _list_all()
        return
    rule = next((one for one in RULES if code.upper() == one.code or code == one.name), None)
    # Two causes have the name of the rule that reports them.
    kind = KINDS.get(code.lower())
    if rule is None and kind is None:
        advice = (
            *(f"did you mean {one}?" for one in _near(code)[:_MOST_GUESSES]),
            "xfetch rules lists them all",
        )
        raise UsageError(f"no rule or cause is called {code!r}", advice=advice)
    pages = [rule_page(rule, width())] if rule is not None else []
    pages += [cause_page(kind, width())] if kind is not None else []
    echo("\n".join(pages).removesuffix("\n"))


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
    severities = dict.fromkeys((rule.severity, rule.harm_severity, rule.strict_severity))
    shown = "/".join(one for one in severities if one)
    return f"{rule.code}  {shown:<{_SEVERITIES}}  {rule.name}: {rule.meaning}"
