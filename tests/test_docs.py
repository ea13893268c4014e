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
from xfetch.emulator.demisto.shim import Demisto
from xfetch.emulator.judging.rules import RULES

from . import demisto_page
from .benchmarks.tricks import TRICKS, place_of
from .generated_docs import PARTS, ROOT, Part

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.page} {part.name}".strip())
def test_what_is_generated_is_up_to_date(part: Part) -> None:
    page = (ROOT / part.page).read_text(encoding="utf-8")
    assert page == part.whole_page(), "write it anew: python -m tests.write_docs"


def test_every_call_of_the_shim_has_a_row_and_the_reverse() -> None:
    own = {"begin", "go_on", "log_line"}  # the engine's, not the integration's
    names = {name for name in dir(Demisto) if callable(getattr(Demisto, name))}
    public = {name for name in names if not name.startswith("_")} - own
    private = {"_apiCall", "_Demisto__do"}
    assert public | private == {row.name for row in demisto_page.TABLE}
    assert len({row.name for row in demisto_page.TABLE}) == len(demisto_page.TABLE)


def _options() -> Iterator[str]:
    commands: list[click.Command] = [cli]
    for command in commands:
        if isinstance(command, click.Group):
            context = click.Context(command)
            found = (command.get_command(context, name) for name in command.list_commands(context))
            commands += [one for one in found if one is not None]
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from parameter.opts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_only_options_and_files_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text))
    others = {
        "--name-only",
        "--diff-filter",
        "--detach",
        "--quiet",
        "--upgrade",
        "--help",
        "--version",
        "--xfetch-isolation",
        "--hook-stage",
    }
    assert written - set(_options()) - others == set()
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_rules_that_pages_name_exist() -> None:
    known: set[Any] = {rule.code for rule in RULES}
    for page in PAGES:
        named = set(re.findall(r"\bXF\d{3}\b", page.read_text(encoding="utf-8")))
        assert named <= known, page.name


@pytest.mark.parametrize("page", [*PAGES, ROOT / "SECURITY.md"], ids=lambda page: page.name)
def test_paths_that_pages_name_exist(page: Path) -> None:
    tops = "cli|emulator|tests|docs|sample_integrations|\\.ci|\\.github"
    written = re.findall(rf"`((?:{tops})/[\w./-]*)`", page.read_text(encoding="utf-8"))
    assert [path for path in written if not (ROOT / path).exists()] == []


@pytest.fixture(scope="module")
def functions() -> set[str]:
    """The names of all functions of the tests."""
    files = (ROOT / "tests").rglob("*.py")
    return {
        name
        for file in files
        for name in re.findall(r"^\s*(?:async )?def (\w+)", file.read_text(encoding="utf-8"), re.M)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tests_and_modules_of_tests_that_pages_name_exist(page: Path, functions: set[str]) -> None:
    text = page.read_text(encoding="utf-8")
    # Where the user's own tests are spoken of, they stand in blocks of code.
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    assert set(re.findall(r"`(test_\w+)`", prose)) <= functions
    modules = re.findall(r"\bpython -m (tests[.\w]*)", text)
    paths = [ROOT.joinpath(*module.split(".")) for module in modules]
    assert [path for path in paths if not (path.with_suffix(".py").exists() or path.is_dir())] == []


def test_the_page_on_the_hot_path_has_every_trick_and_the_code_has_it_too() -> None:
    page = (ROOT / "docs" / "hot-path.md").read_text(encoding="utf-8")
    for trick in TRICKS:
        assert f"\n| {trick.name} | " in page
        for text, _ in trick.off:
            assert place_of(text)


def test_decisions_are_numbered_and_listed() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in DECISIONS:
        title, *rest = page.read_text(encoding="utf-8").splitlines()
        number, _, says = title.removeprefix("# ").partition(" ")
        assert f"| [{number}]({page.name}) | {says} |" in index
        heads = [line for line in rest if line.startswith("## ")]
        assert heads == ["## Context", "## Decision", "## Consequences", "## Shown by"], page.name
        assert 25 <= len(rest) + 1 <= 50, page.name


def test_the_picture_shows_what_is_printed() -> None:
    picture = (ROOT / "docs" / "run.svg").read_text(encoding="utf-8")
    words = html.unescape(re.sub(r"<[^>]+>", " ", picture)).replace("\u00a0", " ")
    printed = (ROOT / "tests" / "golden" / "run_twin.txt").read_text(encoding="utf-8")
    shown = " ".join(words.split())
    for line in printed.splitlines():
        assert " ".join(line.split()) in shown, "draw it again: python -m tests.write_picture"
    assert "https" not in re.sub(r"<!--.*?-->", "", picture, flags=re.S)


def test_the_old_words_do_not_come_back() -> None:
    """Readers had to read sentences with these words twice."""
    old = re.compile(r"\b([Ww]hoever|anew|[Ww]hat is none)\b")
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    files += [file for top in ("cli", "emulator") for file in (ROOT / top).rglob("*.py")]
    files += [file for top in ("cli", "emulator") for file in (ROOT / top).rglob("*.md")]
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in files
        for match in old.finditer(file.read_text(encoding="utf-8"))
        if file.name != "CHANGELOG.md"
    ]
    assert found == []
