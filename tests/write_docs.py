"""Writes the generated pages of the documentation anew: ``python -m tests.write_docs``."""

from __future__ import annotations

from pathlib import Path

from xfetch.emulator.demisto import table

DOCS = Path(__file__).parents[1] / "docs"

if __name__ == "__main__":
    (DOCS / "demisto-api.md").write_text(table.page(), encoding="utf-8")
