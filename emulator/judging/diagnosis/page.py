"""Renders the explanation of a cause: what it is, why it happens, remedy, before, after."""

from __future__ import annotations

import textwrap

from ..rules.page import for_a_terminal
from .vocabulary import Kind


def cause_page(kind: Kind, width: int) -> str:
    """Return the explanation of a cause as plain text for a terminal of ``width`` columns."""
    head = [kind.code, "", *textwrap.wrap(f"{kind.title}.", width), ""]
    return "\n".join([*head, *for_a_terminal(kind.page, width)])
