"""``xfetch explain``: another name of ``xfetch rules``."""

from __future__ import annotations

import click

from ..lazy import command
from ..terminal import WIDTH
from .rules import show_rules


@command
@click.argument("code", required=False)
@WIDTH
def explain(code: str | None) -> None:
    """The same as xfetch rules CODE. CODE is a code or a name, as findings show them.

    \b
    xfetch explain XF102
    xfetch explain missed-incident
    """
    show_rules(code)
