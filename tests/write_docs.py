"""Writes what is generated anew, most of it documentation: ``python -m tests.write_docs``."""

from __future__ import annotations

from .generated_docs import PARTS, ROOT
from .published_schema import FILE, published

if __name__ == "__main__":
    for part in PARTS:
        (ROOT / part.page).write_text(part.whole_page(), encoding="utf-8")
    FILE.write_text(published(), encoding="utf-8")
