"""A rule explained: its value's words, and its page (why, remedy, before, after) beside this file."""

from __future__ import annotations

import textwrap
from pathlib import Path

from .rule import Rule

PAGES = Path(__file__).parent / "pages"


def rule_page(rule: Rule, width: int = 80) -> str:
    """The rule as text for a terminal."""
    severity = rule.severity
    if rule.harm_severity:
        severity += f", {rule.harm_severity} where it did harm"
    if rule.strict_severity:
        severity += f", {rule.strict_severity} under --strict"
    head = [
        f"{rule.code} {rule.name}",
        "",
        *textwrap.wrap(rule.meaning, width),
        "",
        *_fact("severity", severity, width),
        *_fact("confidence", rule.confidence, width),
        *_fact("source", rule.source, width),
    ]
    return "\n".join([*head, "", page_text(rule)])


def page_text(rule: Rule) -> str:
    """The rule's page, in Markdown; empty where there is none."""
    path = PAGES / f"{rule.code}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _fact(name: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(f"{name + ':':<12}{text}", width, subsequent_indent=" " * 12)
