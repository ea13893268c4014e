"""The commands that a report and a message advise: they run as they stand, from where the user stands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator import worlds

from .told import invoke

ASKS = """
import requests
found = requests.get('https://probe.example.com/alerts').json()
demisto.incidents([{'name': 'n', 'rawJSON': json.dumps(one)} for one in found])
"""
REPLY = """GET /alerts=[{"id": "a b", "created": "2024-01-01T00:00:00Z"}]"""


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working directory, and integrations within it and outside of it."""
    work = tmp_path / "work"
    for folder in (work, work / "Packs, of mine", tmp_path / "else where's"):
        folder.mkdir(exist_ok=True)
        worlds.write(folder, ASKS)
    monkeypatch.chdir(work)


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command that the text advises, as a shell splits them."""
    for line in text.replace("\\\n", " ").splitlines():
        command = line.removeprefix("next:").strip().split("   ")[0]
        if command.startswith("xfetch "):
            yield shlex.split(command)


@pytest.mark.parametrize("target", ["Probe", "Packs, of mine/Probe", "../else where's/Probe"])
@pytest.mark.usefixtures("folders")
def test_each_command_after_a_run_works_when_it_is_copied(target: str) -> None:
    run = ("run", target, "--reply", REPLY, "--cycles", 2, "--isolation", "inline")
    told = invoke(*run, "-v", "--width", 200).stdout
    advised = list(commands(told.partition("next:")[2]))
    assert [words[1] for words in advised] == ["init", "run", "explain"], told
    assert Path(advised[0][2]).samefile(f"{target}/Probe.py")
    assert invoke(*advised[1][1:]).stdout.startswith("event a b  created"), advised
    assert invoke(*advised[2][1:]).exit_code == 0


@pytest.mark.usefixtures("folders")
def test_a_full_screen_still_advises_a_whole_command() -> None:
    told = invoke("run", "Probe", "--reply", REPLY, "--cycles", 2, "--isolation", "inline").stdout
    wrapped = invoke(
        *("run", "Probe", "--reply", REPLY, "--cycles", 2, "--isolation", "inline"),
        *("--width", 80),
    ).stdout
    for text in (told, wrapped):
        assert next(commands(text.partition("next:")[2]))[:2] == ["xfetch", "init"], text


@pytest.mark.usefixtures("folders")
def test_the_command_itself_is_advised_as_it_was_typed() -> None:
    target = "../else where's/Probe"
    run = ("run", target, "--reply", "GET /alerts=[]", "--isolation", "inline")
    told = invoke(*run, "--width", 200).stdout
    again = next(words for words in commands(told.partition("next:")[2]) if words[1] == "run")
    assert again[2:] == [target, *map(str, run[2:]), "-v"]
    assert invoke(*again[1:]).stdout.startswith(told.partition("  ")[0])


@pytest.mark.usefixtures("folders")
def test_each_way_to_answer_names_the_integration_as_it_lies() -> None:
    told = invoke("run", "../else where's/Probe", "--isolation", "inline").stdout
    (init,) = commands(told.partition("ways to answer:")[2])
    made = invoke(*init[1:], "-o", "my first.yml")
    assert made.exit_code == 0, made.output
    assert ["xfetch", "run", "my first.yml"] in list(commands(made.stdout))


@pytest.mark.usefixtures("folders")
def test_a_written_report_has_no_path_of_this_machine() -> None:
    run = ("run", "../else where's/Probe", "--reply", REPLY, "--isolation", "inline")
    invoke(*run, "--cycles", 1, "-o", "text:told.txt")
    assert "xfetch init TARGET" in Path("told.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("folders")
def test_a_slip_is_answered_with_a_command_that_runs() -> None:
    for typed in ("Packs, of mine", "../else where's/Probe"):
        advice = invoke(typed).stderr.partition("to run it: ")[2].splitlines()[0]
        assert shlex.split(advice) == ["xfetch", "run", typed]


@pytest.mark.usefixtures("folders")
def test_a_report_in_another_folder_prints_no_path_that_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ("run", "Packs, of mine/Probe", "--reply", REPLY, "--cycles", 2, "--isolation", "inline")
    invoke(*run, "-o", "json:run.json")
    here = invoke("report", "run.json", "--width", 200).stdout
    assert any("/" in place for place in _places(here)), here
    monkeypatch.chdir(tmp_path)
    for options in ((), ("-v",), ("--event", "a b")):
        there = invoke("report", "work/run.json", *options, "--width", 200).stdout
        assert _places(there), there
        assert all("/" not in place for place in _places(there)), there


def _places(text: str) -> list[str]:
    return re.findall(r"([\w./]+\.py):\d+", text)
