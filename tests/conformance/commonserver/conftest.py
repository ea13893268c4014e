"""The pair of CommonServerPythons, once a session; skipped without a checkout."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .oracle import COMMON_SERVER_FILE, Pair, pair


@pytest.fixture(scope="session")
def content() -> Path:
    """The checkout that XFETCH_CONTENT names."""
    named = os.environ.get("XFETCH_CONTENT")
    if not named:
        pytest.skip("XFETCH_CONTENT names no checkout of the content repository")
    folder = Path(named)
    if not (folder / COMMON_SERVER_FILE).is_file():
        pytest.skip(f"no {COMMON_SERVER_FILE} in the checkout that XFETCH_CONTENT names")
    for module in ("dateparser", "requests", "pytz"):
        pytest.importorskip(module, reason=f"the real CommonServerPython imports {module}")
    return folder


@pytest.fixture(scope="session")
def modules(content: Path) -> Iterator[Pair]:
    with pair(content) as both:
        yield both
