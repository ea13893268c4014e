"""Renders the page that explains a rule: its facts, why it matters, what to do, code before and after."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from .rule import Rule

PAGES = Path(__file__).parent / "pages"


def rule_page(rule: Rule, width: int) -> str:
    """Return the page that explains a rule, as plain text for a terminal of ``width`` columns."""
    severity = rule.severity
    if rule.harm_severity:
        severity += f", {rule.harm_severity} where it did damage"
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
    return "\n".join([*head, "", *for_a_terminal(page_text(rule), width)])


def for_a_terminal(page: str, width: int) -> Iterator[str]:
    """Yield the lines of a Markdown page without its marks: paragraphs are wrapped, code is indented."""
    for number, block in enumerate(page.strip().split("```")):
        if number % 2:
            yield from (f"    {text}" for text in block.partition("\n")[2].rstrip().splitlines())
            yield ""
            continue
        for paragraph in block.strip().split("\n\n"):
            head, _, text = paragraph.partition("\n")
            if head:
                yield head.removeprefix("### ")
            if text:
                words = " ".join(text.replace("`", "").split())
                yield from textwrap.wrap(words, width, break_on_hyphens=False)
                yield ""


def page_text(rule: Rule) -> str:
    """Return the rule's page in Markdown; the empty text where there is none."""
    path = PAGES / f"{rule.code}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _fact(name: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(f"{name + ':':<12}{text}", width, subsequent_indent=" " * 12)
