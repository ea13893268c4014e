"""The command ``xfetch explain``: another name of ``xfetch rules``."""

from __future__ import annotations

import click

from ..lazy import command
from ..terminal import WIDTH
from .rules import show_rules


@command
@click.argument("code", required=False)
@WIDTH
def explain(code: str | None) -> None:
    """The same as xfetch rules CODE. CODE is a rule's code or name, or a cause.

    \b
    xfetch explain XF102
    xfetch explain missed-incident
    xfetch explain limit-cuts-tie
    """
    show_rules(code)
