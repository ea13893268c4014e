"""The documentation, held against the code."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from xfetch.cli.main import cli
from xfetch.emulator.demisto import table
from xfetch.emulator.demisto.shim import Demisto
from xfetch.emulator.rules import RULES

from .generated_docs import PARTS, ROOT, Part

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md")


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.page} {part.name}".strip())
def test_what_is_generated_is_up_to_date(part: Part) -> None:
    page = (ROOT / part.page).read_text(encoding="utf-8")
    assert page == part.whole_page(), "write it anew: python -m tests.write_docs"


def test_every_call_of_the_shim_has_a_row_and_the_reverse() -> None:
    own = {"begin", "go_on", "log_line"}  # the engine's, not the integration's
    names = {name for name in dir(Demisto) if callable(getattr(Demisto, name))}
    public = {name for name in names if not name.startswith("_")} - own
    private = {"_apiCall", "_Demisto__do"}
    assert public | private == {row.name for row in table.TABLE}
    assert len({row.name for row in table.TABLE}) == len(table.TABLE)


def _options() -> Iterator[str]:
    commands: list[click.Command] = [cli]
    for command in commands:
        if isinstance(command, click.Group):
            commands += command.commands.values()
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from parameter.opts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_options_and_files_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
    others = {"--quiet", "--upgrade", "--help", "--version", "--xfetch-isolation"}
    assert written - set(_options()) - others == set()
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_rules_that_pages_name_exist() -> None:
    known: set[Any] = {rule.code for rule in RULES}
    for page in PAGES:
        named = set(re.findall(r"\bXF\d{3}\b", page.read_text(encoding="utf-8")))
        assert named <= known, page.name


def test_the_picture_shows_what_is_printed() -> None:
    picture = (ROOT / "docs" / "run.svg").read_text(encoding="utf-8")
    words = html.unescape(re.sub(r"<[^>]+>", " ", picture)).replace("\u00a0", " ")
    printed = (ROOT / "tests" / "golden" / "run_twin.txt").read_text(encoding="utf-8")
    assert printed.splitlines()[-1] in words, "draw it anew: python -m tests.write_picture"
    assert "https" not in re.sub(r"<!--.*?-->", "", picture, flags=re.S)
