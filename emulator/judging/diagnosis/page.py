"""Renders the page that explains a cause: what it is, why it happens, how to correct it, code before and
after.
"""

from __future__ import annotations

import textwrap

from ..rules.page import for_a_terminal
from .vocabulary import Kind


def cause_page(kind: Kind, width: int) -> str:
    """Return the page that explains a cause, as plain text for a terminal of ``width`` columns."""
    head = [kind.code, "", *textwrap.wrap(f"{kind.title}.", width), ""]
    return "\n".join([*head, *for_a_terminal(kind.page, width)])
