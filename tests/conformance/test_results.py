"""The committed results: the page is made from them, and they hold what was promised."""

from __future__ import annotations

from pathlib import Path

from . import embedded
from .page import page
from .results import load
from .verdict import XFETCH

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"


def test_the_page_is_the_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load(), embedded.load()), (
        "python -m tests.conformance"
    )


def test_the_sweep_saw_every_integration_of_the_checkout() -> None:
    rows = load()
    assert len(rows) > 40
    assert all(set(row.by_fill) == {"required", "secrets"} for row in rows)


def test_xfetch_itself_failed_on_none() -> None:
    assert [row.id for row in load() if row.best.kind == XFETCH] == []
