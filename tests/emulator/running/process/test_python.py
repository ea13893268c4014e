"""An interpreter of the integration's own: it brings what it imports, and gets nothing else of ours."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import UsageError
from xfetch.emulator.settings.isolation import Isolation, interpreter

BODY = """
import only_there
from datetime import datetime
for name in ('click', 'pytest', 'rich'):
    try:
        __import__(name)
        demisto.error(name + ' leaked in')
    except ImportError:
        pass
demisto.setLastRun({'time': datetime.utcnow().isoformat(), 'python': sys.prefix})
demisto.incidents([{'name': only_there.NAME}])
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with one module in it."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False, symlinks=True)
    site = next(home.glob("lib/python*/site-packages"))
    (site / "only_there.py").write_text("NAME = 'from over there'\n")
    return home


def test_the_child_runs_in_another_environment(tmp_path: Path, bare: Path) -> None:
    home = worlds.write(tmp_path, BODY)
    isolation = Isolation("process", python=interpreter(str(bare)))
    outcome = worlds.run(home, 2, isolation=isolation)
    for run in outcome.runs:
        assert run.status == "ok", run.message
        assert run.incidents[0]["name"] == "from over there"
        assert run.last_run.after["python"] == str(bare)
        assert not [log for log in run.record.logs if "leaked" in log.message]
    assert next(iter(outcome.runs)).last_run.after["time"] == "2024-01-01T00:00:00"


def test_an_interpreter_that_is_none(tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text("no program")
    fake.chmod(0o755)
    home = worlds.write(tmp_path, "demisto.incidents([])")
    with pytest.raises(UsageError, match="cannot be run"):
        worlds.run(home, isolation=Isolation("process", python=str(fake)))


def test_an_interpreter_that_is_too_old_is_told_so(tmp_path: Path, bare: Path) -> None:
    from xfetch.emulator.running.process import bootstrap

    text = Path(bootstrap.__file__).read_text(encoding="utf-8")
    old = bare.with_name("old.py")
    old.write_text(
        "import sys; sys.version_info = (3, 8, 1); sys.argv[0:1] = []\n"
        f"exec(compile({text!r}, 'bootstrap', 'exec'), {{'__name__': '__main__'}})"
    )
    python = bare.with_name("python")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{old}" "$@"\n')
    python.chmod(0o755)
    home = worlds.write(tmp_path, "demisto.incidents([])")
    with pytest.raises(UsageError, match=r"needs Python 3\.10 or later, and this is Python 3\.8"):
        worlds.run(home, isolation=Isolation("process", python=str(python)))


def test_files_are_utf8_there_whatever_the_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("LC_ALL", "C"), ("PYTHONUTF8", "0"), ("PYTHONCOERCECLOCALE", "0")):
        monkeypatch.setenv(name, value)
    body = """
    with open("note", "w") as file:
        file.write("\\u00fc \\u6f22")
    with open("note") as file:
        demisto.incidents([{"name": file.read()}])
    """
    outcome = worlds.run(worlds.write(tmp_path, body), 1, isolation=Isolation("process"))
    assert next(iter(outcome.runs)).incidents[0]["name"] == "\u00fc \u6f22"
