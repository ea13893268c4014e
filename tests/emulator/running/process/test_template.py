"""The process from which children are forked."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.running.process import template as module
from xfetch.emulator.running.process.template import Template, circumstances, templates
from xfetch.emulator.settings.isolation import Isolation

COUNTS = """
n = demisto.getLastRun().get('n', 0) + 1
demisto.setLastRun({'n': n})
demisto.incidents([{'name': str(n), 'rawJSON': json.dumps({'id': n})}])
"""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Template]:
    """The templates that the test starts."""
    templates.close()
    made: list[Template] = []

    class Counted(Template):
        def __init__(self, python: str | None, env: dict[str, str], output: int) -> None:
            super().__init__(python, env, output)
            made.append(self)

    monkeypatch.setattr(module, "Template", Counted)
    return made


def ran(folder: Path, **changes: object) -> list[str]:
    outcome = worlds.run(folder, 2, isolation=Isolation("process"), **changes)
    return [run.status for run in outcome.runs]


def test_children_share_a_template(tmp_path: Path, started: list[Template]) -> None:
    home = worlds.write(tmp_path, COUNTS)
    assert ran(home) == ran(home) == ran(home) == ["ok", "ok"]
    assert len(started) == 1
    assert started[0].ended() is None


def test_another_circumstance_needs_another_template(
    tmp_path: Path, started: list[Template], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = worlds.write(tmp_path, COUNTS)
    ran(home)
    before = circumstances(None, ())
    monkeypatch.setenv("PYTHON_OF_THE_TEST", "1")
    assert circumstances(None, ()) != before
    ran(home)
    assert [template.ended() is None for template in started] == [False, True]


def test_a_killed_template_costs_one_fetch(tmp_path: Path, started: list[Template]) -> None:
    """Its children end with it, as its fetch does; the next child gets a new one."""
    from xfetch.emulator.emulate import emulate

    body = """
    n = demisto.getLastRun().get('n', 0) + 1
    demisto.setLastRun({'n': n})
    open(demisto.params()['url'], 'w').close()
    while n == 2:
        pass
    """
    home = worlds.write(tmp_path, body)
    killed: list[FetchRun] = []

    def kill(run: FetchRun) -> None:
        if not killed:
            os.kill(started[0].number, signal.SIGKILL)
        killed.append(run)

    prepared = worlds.prepared(
        home, 2, isolation=Isolation("process"), params={"url": str(tmp_path / "mark")}
    )
    outcome = emulate(prepared, kill)
    assert [run.status for run in outcome.runs] == ["ok", "crashed"]
    assert len(started) == 2


def test_a_template_that_has_ended_gets_no_signal(
    tmp_path: Path, started: list[Template], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process number may belong to another process by then."""
    ran(worlds.write(tmp_path, COUNTS))
    started[0].stop()
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda number, signal: sent.append((number, signal)))
    started[0].stop()
    started[0].fork({}, [])
    started[0].retire()
    assert sent == []
