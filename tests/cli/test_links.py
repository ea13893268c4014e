"""Where a finding points: paths from the working directory, and links on a terminal that has them."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.cli.links import links_to
from xfetch.cli.terminal import show
from xfetch.emulator.judging.dossier import IntegrationFacts
from xfetch.emulator.record.entries import Line
from xfetch.emulator.reports.screen.styled import Span, line

from .told import invoke

SENDS = """
demisto.incidents([{"name": "n", "rawJSON": json.dumps({"id": "1"})}])
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def facts(**more: str) -> IntegrationFacts:
    return IntegrationFacts("Acme", "Acme", "Acme.py", "fetch-incidents", "", {}, **more)


def test_a_place_is_a_path_from_the_working_directory() -> None:
    below = facts(location="Packs/Acme/Acme.py")
    assert below.place(Line("Acme.py", 7)) == "Packs/Acme/Acme.py:7"
    assert below.place(Line("Other.py", 7)) == "Other.py:7"
    beside = facts(outside="../Acme/Acme.py")
    assert beside.place(Line("Acme.py", 7)) == "../Acme/Acme.py:7"
    # Reports for other programs stay free of paths of this machine.
    assert beside.file_of(Line("Acme.py", 7)) == "Acme.py"
    assert facts().place(Line("Acme.py", 7)) == "Acme.py:7"


def written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, **environ: str
) -> tuple[str, str]:
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder/Acme.py").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", **environ}.items():
        monkeypatch.setenv(name, value)
    stdout = Terminal()
    monkeypatch.setattr(sys, "stdout", stdout)
    show([line(Span(text, "error"))], links_to(facts(location="a folder/Acme.py")))
    return stdout.getvalue(), (tmp_path / "a folder/Acme.py").as_uri()


@pytest.mark.parametrize("name", ["a folder/Acme.py:7", "Acme.py:7"])
def test_a_line_is_a_link_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    out, uri = written(monkeypatch, tmp_path, f"it broke at {name}, and other/Acme.py:8")
    assert re.findall(r"\x1b]8;[^;]*;([^\x1b]+)\x1b", out) == [f"{uri}#7"]


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_there_is_no_link_where_escapes_are_not_wanted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, environ: dict[str, str]
) -> None:
    assert written(monkeypatch, tmp_path, "Acme.py:7", **environ)[0] == "Acme.py:7\n"


def test_a_file_that_is_gone_has_no_link() -> None:
    assert links_to(facts(location="no/such/file.py")) is None
    assert links_to(facts()) is None


def test_findings_name_the_path_and_the_saved_run_does_not_depend_on_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def ran(name: str) -> tuple[str, str]:
        (tmp_path / name).mkdir()
        home = worlds.write(tmp_path / name, SENDS)
        run = ("run", home, "--cycles", 2, "--isolation", "inline")
        saved = tmp_path / f"{name}.json"
        output = invoke(*run, "-o", "text", "-o", f"json:{saved}").stdout
        return output, saved.read_text(encoding="utf-8")

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (one, saved), (_, same) = ran("one"), ran("two")
    assert "   ../one/Probe/Probe.py:" in one
    assert saved == same
