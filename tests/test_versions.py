"""The three version numbers, and what the documentation says of them."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from xfetch.emulator.record.store.schema import VERSION
from xfetch.emulator.reports.json_report import SCHEMA as WRITTEN
from xfetch.emulator.reports.saved_run import SCHEMA as READ
from xfetch.emulator.version import xfetch_version

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# A version of xfetch in a sentence, such as "since 0.2".
_MENTIONED = re.compile(
    r"\b(?:since|before|until|by|of|in|with) (\d+\.\d+)(?:\.\d+)?\b(?! ?[%a-zA-Z×])"
)


def setup_version() -> str:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config["metadata"]["version"]


def test_the_installed_version_is_that_of_the_tree() -> None:
    assert xfetch_version() == setup_version()


def test_the_documentation_has_the_numbers_of_the_code() -> None:
    assert WRITTEN == READ
    assert f"| `schema` | {WRITTEN} |" in (ROOT / "docs/json.md").read_text(encoding="utf-8")
    store = (ROOT / "docs/store.md").read_text(encoding="utf-8")
    assert f"`PRAGMA user_version` is {VERSION};" in store


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_version_that_does_not_exist(page: Path) -> None:
    newest = tuple(map(int, setup_version().split(".")[:2]))
    for found in _MENTIONED.finditer(page.read_text(encoding="utf-8")):
        assert tuple(map(int, found[1].split("."))) <= newest or not found[1].startswith("0."), (
            found[0]
        )
