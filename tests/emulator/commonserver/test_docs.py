"""The page says which names refuse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[3] / "docs" / "commonserver.md"


def test_the_page_lists_what_is_not_emulated(csp: Any) -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = text.partition("<!-- not emulated -->")[2].partition("<!-- end -->")[0]
    refusing = {
        name
        for name, value in vars(csp).items()
        if type(value).__name__ == "_Refusing" and not name.startswith("_")
    }
    assert set(re.findall(r"`(\w+)`", listed)) == refusing
