"""An interruption before the first cycle ended leaves what an earlier run wrote; none is swallowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from xfetch.cli.main import cli
from xfetch.emulator.checking.check_one import CheckSettings, check_one
from xfetch.emulator.emulate import emulate
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.request import Request
from xfetch.emulator.running.other_zone import compared
from xfetch.emulator.settings.isolation import Isolation

# Inline, this is what the handler of SIGINT does in the middle of a fetch.
PRESSED = "if {when}:\n    import signal\n    signal.raise_signal(signal.SIGINT)\n"
GOOD = "demisto.setLastRun({'n': 1})\ndemisto.incidents([{'name': 'n', 'rawJSON': '{}'}])"
FILES = {
    "-o": ("json:r.json", "html:r.html", "junit:r.xml"),
    "--store": ("s.sqlite",),
    "--record": ("r.har",),
}


def arguments(*command: str) -> list[str]:
    given = [
        text
        for option, values in FILES.items()
        if option != "--store" or command[0] == "run"
        for value in values
        for text in (option, value)
    ]
    return [*command, *given, "--isolation", "inline"]


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "command", [("run", "Probe"), ("troubleshoot", "Probe", "--debug-mode")], ids=lambda one: one[0]
)
def test_an_early_ctrl_c_leaves_every_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    worlds.write(tmp_path, GOOD)
    CliRunner().invoke(cli, arguments(*command))
    before = written(tmp_path)
    assert {"r.json", "r.html", "r.xml", "r.har"} < set(before)
    worlds.write(tmp_path, PRESSED.format(when="True"))
    result = CliRunner().invoke(cli, arguments(*command))
    assert result.exit_code == 130
    assert "no file was written" in result.output
    assert written(tmp_path) == before


def test_a_later_ctrl_c_writes_what_was_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    worlds.write(tmp_path, PRESSED.format(when="demisto.getLastRun()") + GOOD)
    result = CliRunner().invoke(cli, arguments("run", "Probe"))
    assert result.exit_code == 130
    assert "interrupted after 1 of 5 cycles" in result.output
    assert {"r.json", "r.html", "r.xml", "r.har", "s.sqlite"} <= set(written(tmp_path))


def test_an_interrupted_check_ends_there(tmp_path: Path) -> None:
    """It is no result of the scenario, and the scenarios after it are not begun."""
    home = worlds.write(tmp_path, PRESSED.format(when="demisto.getLastRun()") + GOOD)
    (home / "scenario.yml").write_text("cycles: 3\n")
    with pytest.raises(KeyboardInterrupt):
        check_one(home / "scenario.yml", CheckSettings(isolation=Isolation("inline")))


def test_an_interrupted_check_leaves_the_files_of_an_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    home = worlds.write(tmp_path, GOOD)
    (home / "scenario.yml").write_text("cycles: 1\n")
    junit = tmp_path / "j.xml"
    junit.write_text("before")
    monkeypatch.setattr("xfetch.cli.checking.cached.check_one", pressed)
    result = CliRunner().invoke(cli, ["check", str(home), "--no-cache", "-o", f"junit:{junit}"])
    assert (result.exit_code, junit.read_text()) == (130, "before")
    assert "interrupted after 0 of 1 scenarios" in result.output


def test_what_an_interrupted_second_run_lacks_is_no_difference(tmp_path: Path) -> None:
    prepared = worlds.prepared(worlds.write(tmp_path, GOOD), 2)
    outcome = emulate(prepared)

    def pressed(request: Request) -> Outcome:
        raise KeyboardInterrupt

    differing = compared(outcome, prepared.request, "Asia/Tokyo", pressed)
    assert (differing.findings, differing.stop) == (outcome.findings, "interrupted")
