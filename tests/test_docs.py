"""The documentation, held against the code."""

from __future__ import annotations

from pathlib import Path

from xfetch.emulator.demisto import table
from xfetch.emulator.demisto.shim import Demisto

ROOT = Path(__file__).parents[1]


def test_the_page_of_the_demisto_object_is_its_table() -> None:
    page = (ROOT / "docs" / "demisto-api.md").read_text(encoding="utf-8")
    assert page == table.page(), "write it anew: python -m tests.write_docs"


def test_every_call_of_the_shim_has_a_row_and_the_reverse() -> None:
    own = {"begin", "log_line"}  # the engine's, not the integration's
    names = {name for name in dir(Demisto) if callable(getattr(Demisto, name))}
    public = {name for name in names if not name.startswith("_")} - own
    private = {"_apiCall", "_Demisto__do"}
    assert public | private == {row.name for row in table.TABLE}
    assert len({row.name for row in table.TABLE}) == len(table.TABLE)
