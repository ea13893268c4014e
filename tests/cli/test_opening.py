"""``--open``: the page that a run wrote, in the browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xfetch.cli.main import cli

SAMPLE = str(Path(__file__).parents[2] / "sample_integrations" / "boundary_repeated")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: addresses.append(url) or True)
    monkeypatch.setenv("DISPLAY", ":0")
    return addresses


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["run", SAMPLE, "--cycles", "1", "-q", *arguments])


def test_the_page_is_opened_and_the_run_says_so(opened: list[str], tmp_path: Path) -> None:
    page = tmp_path / "run page.html"
    result = run("-o", f"html:{page}", "--open")
    assert opened == [page.resolve().as_uri()]
    assert f"opened in the browser: {page}" in result.stderr


def test_a_saved_run_is_opened_too(opened: list[str], tmp_path: Path) -> None:
    saved, page = tmp_path / "run.json", tmp_path / "run.html"
    run("-o", f"json:{saved}")
    CliRunner().invoke(cli, ["report", str(saved), "-o", f"html:{page}", "--open"])
    assert opened == [page.resolve().as_uri()]


def test_without_a_page_there_is_nothing_to_open(opened: list[str]) -> None:
    result = run("--open")
    assert result.exit_code == 2
    assert "there is no page to open" in result.output
    assert "-o html:run.html --open" in result.output
    assert opened == []


@pytest.mark.skipif("sys.platform in ('darwin', 'win32')")
def test_without_a_screen_the_page_is_named(
    opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    page = tmp_path / "run.html"
    result = run("-o", f"html:{page}", "--open")
    assert opened == []
    assert page.is_file()
    assert f"not opened, because there is no screen: {page}" in result.stderr


def test_a_browser_that_does_not_start_changes_nothing(
    opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    page = tmp_path / "run.html"
    with_open = run("-o", f"html:{page}", "--open")
    assert "no browser could be opened" in with_open.stderr
    assert with_open.exit_code == run("-o", f"html:{page}").exit_code
