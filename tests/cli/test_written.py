"""Each command names the files that it wrote, on stderr: a report on stdout stays whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.emulator import worlds

from .told import invoke

SENDS = 'demisto.incidents([{"name": "n", "rawJSON": json.dumps({"id": "1"})}])'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return worlds.write(tmp_path, SENDS).relative_to(tmp_path)


def test_run_and_report_name_their_files(home: Path) -> None:
    ran = invoke(
        *("run", home, "--cycles", 1, "-o", "json", "-o", "html:run.html"),
        *("-o", "json:run.json", "--store", "run.db", "--record", "run.har"),
    )
    assert json.loads(ran.stdout)["schema"] == 1
    assert sorted(ran.stderr.split("\n")[:4]) == [
        f"written: run.{suffix}" for suffix in ("db", "har", "html", "json")
    ]
    assert invoke("report", "run.json", "-o", "sarif:r.sarif").stderr == "written: r.sarif\n"


def test_troubleshoot_and_check_and_init_name_their_files(home: Path) -> None:
    one = invoke("troubleshoot", home, "--debug-mode", "-o", "json:one.json")
    assert one.stderr == "written: one.json\nwritten: fetch-incidents.log\n"
    assert invoke("init", home).stderr == "written: scenario.yml\n"
    assert invoke("check", "scenario.yml", "-o", "junit:x.xml").stderr == "written: x.xml\n"


def test_a_device_is_not_a_file_that_was_written(home: Path) -> None:
    assert invoke("run", home, "--cycles", 1, "-q", "-o", "json:/dev/null").stderr == ""
