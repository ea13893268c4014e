"""``xfetch rules``: the list of rules, and the page of each."""

from __future__ import annotations

import click

from xfetch.emulator.errors import UsageError
from xfetch.emulator.judging.rules import RULES
from xfetch.emulator.judging.rules.page import rule_page

from ..lazy import command
from ..terminal import WIDTH, echo, width


@command
@click.argument("code", required=False)
@WIDTH
def rules(code: str | None) -> None:
    """CODE is a code or a name, as findings show them.

    \b
    xfetch rules
    xfetch rules XF102
    """
    if code is None:
        for rule in RULES:
            echo(f"{rule.code}  {rule.severity:<7}  {rule.name}")
        echo("\nxfetch rules XF101 explains one; --rule XF101=off switches it off in a run")
        return
    wanted = code.upper()
    found = next((rule for rule in RULES if wanted == rule.code or code == rule.name), None)
    if found is None:
        raise UsageError(f"no rule is called {code!r}", advice=("xfetch rules lists them",))
    echo(rule_page(found, width()).removesuffix("\n"))
