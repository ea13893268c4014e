"""How wide lines are: without a terminal they have no limit, whatever the machine says."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.cli.terminal import width
from xfetch.emulator.reports.screen.styled import UNBOUNDED

from .told import invoke

LONG = "a" * 300
FAILS = f"""\
    import requests
    demisto.debug("first line\\nsecond {LONG}")
    requests.get("https://h/{LONG}")
    before = demisto.getLastRun()
    demisto.setLastRun({{"{LONG}": "{LONG}"}})
    demisto.incidents([{{"name": "n", "details": "d {LONG} e", "rawJSON": json.dumps({{"k": "{LONG}"}})}}])
    if before:
        raise ValueError("the reason {LONG} is long")
"""
REPLY = ("--reply", f"GET /{LONG}={{}}", "--isolation", "inline")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An integration in a folder with a long path, in a shell that names a width of its own."""
    monkeypatch.setenv("COLUMNS", "40")
    folder = tmp_path / ("a long name, with spaces " * 4).strip()
    folder.mkdir()
    return worlds.write(folder, FAILS)


def only(text: str, output: str) -> str:
    """The one line that holds the text."""
    found = [line for line in output.splitlines() if text in line]
    assert len(found) == 1, output
    return found[0]


def test_a_row_and_a_finding_are_one_line_each(home: Path) -> None:
    output = invoke("run", home, *REPLY, "--cycles", 2, "-v").output
    row = only("  1  00:00:00", output)
    assert f"-> {LONG}" in row
    assert "first run" in row
    assert "see finding 1" in only("  2  00:01:00", output)
    assert f"Error: the reason {LONG} is long" in output
    assert output.count(f"     GET https://h/{LONG} -> 200") == 2
    failed = only(" 1  failed ", output)
    assert f"the reason {LONG} is long" in failed
    assert failed.endswith("Probe.py:11")
    # Of the values at the failed line a report keeps only the begin.
    assert "…" not in output.replace(only("before = {", output), "")


def test_the_trace_is_uncut(home: Path) -> None:
    output = invoke("run", home, *REPLY, "--cycles", 1, "--trace").output
    assert f"first line second {LONG}" in only("debug: first line", output)
    assert f'"rawJSON": "{{\\"k\\": \\"{LONG}\\"}}"' in only("incidents(", output)
    assert "…" not in output


def test_the_war_room_is_uncut(home: Path) -> None:
    output = invoke("troubleshoot", home, *REPLY).output
    assert f"     details: d {LONG} e" in output.splitlines()
    assert f'         "k": "{LONG}"' in output.splitlines()
    assert only("would have stored", output).endswith(f'{LONG}"}}')


def test_a_check_has_a_line_each(home: Path) -> None:
    scenario = home.parent / "s.xfetch.yml"
    scenario.write_text("integration: Probe\ncycles: 2\ncycles: 3\n", encoding="utf-8")
    output = invoke("check", scenario).output
    assert "s.xfetch.yml:3: the key 'cycles' occurs twice" in output
    assert only("BROKEN  ", output).endswith("s.xfetch.yml")
    file = home.parent / "check.txt"
    invoke("check", scenario, "-o", f"text:{file}")
    assert file.read_text(encoding="utf-8") == output


def test_the_help_the_rules_and_the_samples_are_uncut(home: Path) -> None:
    helped = invoke("--help").output
    assert only("  init ", helped).endswith("to run it against.")
    assert only("--fresh-modules", invoke("run", "--help").output).endswith("in each cycle.")
    assert len(only("A missed incident is silent", invoke("rules", "XF102").output)) > 200
    assert only("boundary_repeated ", invoke("samples").output).endswith("in every cycle")


def test_an_error_is_uncut(home: Path) -> None:
    missing = home / "no such folder"
    assert f"error: {missing}: no such file or folder" in invoke("run", missing).output.splitlines()


def test_a_width_can_be_asked_for(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "run.txt"
    # Outside it the terminal names paths of this machine, which a file does not.
    monkeypatch.chdir(tmp_path)
    output = invoke("run", home, *REPLY, "--width", 100, "-o", f"text:{file}").stdout
    # A command is not broken inside a word, so that it can be copied.
    report = output.partition("next:")[0]
    assert 80 < max(map(len, report.splitlines())) <= 100
    assert file.read_text(encoding="utf-8").startswith(report)
    rules = invoke("rules", "XF102", "--width", 60).output
    assert 50 < max(len(line) for line in rules.splitlines() if line[:1].strip()) <= 60
    monkeypatch.chdir(tmp_path)
    refused = invoke("run", "word " * 20, "--width", 60).output
    assert 50 < max(map(len, refused.splitlines())) <= 60


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "used"), [("40", 60), ("100", 100), ("400", 140)])
def test_a_terminal_has_its_own_width(
    columns: str, used: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert width() == used
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert width() == UNBOUNDED
