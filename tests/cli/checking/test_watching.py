"""``xfetch check --watch``, with changes that the test makes up."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.cli.checking.watching import (
    changes_below,
    on_one_screen,
    watch_on,
    watched_folders,
)
from xfetch.emulator.checking.check_one import CheckSettings
from xfetch.emulator.checking.checked import Checked
from xfetch.emulator.checking.problem import Problem
from xfetch.emulator.errors import UsageError
from xfetch.emulator.reports.screen.styled import line, plain

TWICE = Problem("1", "XF101", "", "XF101: event 7 twice", "A.py:9")
LOST = Problem("2", "XF102", "", "XF102: event 9 missed", "A.py:5")
SETTINGS = CheckSettings()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two integrations with a scenario each; one has a vendor file elsewhere."""
    for name in "AB":
        home = worlds.write(tmp_path, "pass", name=name)
        (home / "scenario.yml").write_text("cycles: 1\nvendor: ../vendors/v.py\n")
    (tmp_path / "A" / "scenario.yml").write_text("cycles: 1\n")
    (tmp_path / "vendors").mkdir()
    (tmp_path / "vendors" / "v.py").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(name: str, *problems: Problem) -> Checked:
    status = "failed" if problems else "passed"
    return Checked(
        *(f"{name}/scenario.yml", name, status, status.upper(), 0, "3 cycles"), problems=problems
    )


def test_it_checks_what_changed_again_and_says_what_differs(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[Path]] = []
    answers = iter([[checked("A", LOST)], [checked("A")]])

    def run(paths: Sequence[Path]) -> list[Checked]:
        asked.append(list(paths))
        return next(answers)

    def changes() -> Iterator[list[Path]]:
        yield [place / "elsewhere.txt"]
        yield [place / "A" / "A.py"]
        yield [place / "A" / "A.yml", place / "A" / "scenario.yml"]
        raise KeyboardInterrupt

    first = [checked("A", TWICE), checked("B")]
    last = watch_on(first, changes(), SETTINGS, run)
    assert asked == [[Path("A/scenario.yml")]] * 2
    assert last == [checked("A"), checked("B")]
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[:5] == [
        "FAILED  A/scenario.yml",
        "new     A/scenario.yml  XF102: event 9 missed   A.py:5",
        "gone    A/scenario.yml  XF101: event 7 twice   A.py:9",
        "1 scenario since the last run: 1 new, 1 gone",
        "2 scenarios: 1 passed, 1 failed",
    ]
    assert lines[5:] == [
        "gone    A/scenario.yml  XF102: event 9 missed   A.py:5",
        "1 scenario since the last run: 1 gone",
        "2 scenarios: 2 passed",
    ]
    assert told.err.count("watching the files of 2 scenarios; Ctrl-C ends it") == 3


def test_what_it_tells_fits_on_the_screen() -> None:
    details = [line(f"detail {number}") for number in range(3)]
    differences = [line("new  A"), line("        more"), line("gone B"), line("        more")]
    assert on_one_screen(details, differences, 7) == [*details, *differences]
    assert on_one_screen(details, differences, 6) == differences
    assert on_one_screen(details, differences, 3) == [differences[0], differences[2]]
    many = [line(f"new  {number}") for number in range(100)]
    shown = on_one_screen(details, many, 20)
    assert shown[:-1] == many[:19]
    assert plain(shown[-1]) == "… and 81 differences more: xfetch check shows all"
    assert len(on_one_screen(details, many, 0)) == 2


def test_the_folders_of_all_that_a_scenario_uses_are_watched(place: Path) -> None:
    folders = watched_folders([Path("A/scenario.yml"), Path("B/scenario.yml")], SETTINGS)
    assert [folder.name for folder in folders] == ["A", "B", "vendors"]


def test_a_missing_library_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def lacking(name: str, *rest: Any) -> Any:
        if name == "watchfiles":
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(UsageError, match=r"pip install 'xfetch\[watch\]'"):
        next(changes_below([place]))


def test_the_library_tells_of_a_changed_file(place: Path) -> None:
    pytest.importorskip("watchfiles")
    changes = changes_below([place / "A"])
    # It tells only of what changes while it watches, so the test writes until it tells.
    import threading

    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.05):
            (place / "A" / "A.py").write_text("pass")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert place / "A" / "A.py" in [path.resolve() for path in next(changes)]
    finally:
        stop.set()
        writer.join()


def test_it_writes_no_report(place: Path) -> None:
    told = invoke("check", ".", "--watch", "-o", "json")
    assert told.exit_code == 2
    assert "--watch: cannot be combined with -o" in told.stderr
