"""Whatever an integration does, the run ends within its limits, a complete report holds the good fetches,
and no process is left."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from tests.emulator.marked import MARK, left_by_runs
from tests.emulator.patience import patient_s
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.reports import REPORTS, render
from xfetch.emulator.settings.isolation import Isolation

from .table import DIES, HANGS, LIVES

# One fetch is good, the next hostile, and the one after that ends a process which the hostile one may have
# bent. Which of them it is, only the clock says for certain.
CODE = """
if hasattr(sys, 'bent'):
    os._exit(7)
number = int(time.time() - 1704067200) // 600
if number % 3 == 1:
    if demisto.params()['renew'] == 'yes':
        sys.bent = True
    exec(json.loads(demisto.params()['bodies'])[number // 3], globals())
demisto.setLastRun({'number': number})
demisto.incidents([{'name': str(number), 'rawJSON': json.dumps({'id': number})}])
"""


@pytest.fixture(autouse=True)
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A text in the environment of all that the test starts; none of that is left after it."""
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv(MARK, mark)
    yield mark
    monkeypatch.delenv(MARK)
    deadline = time.monotonic() + 5
    while left := left_by_runs(mark):
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def run(folder: Path, bodies: dict[str, str], renew: bool, **bounds: Any) -> dict[str, FetchRun]:
    """The hostile fetches by name, after a look at the good ones and at the reports."""
    home = worlds.write(folder, CODE)
    outcome = worlds.run(
        home,
        3 * len(bodies) + 1,
        params={"bodies": json.dumps(list(bodies.values())), "renew": "yes" if renew else "no"},
        isolation=Isolation("process", **bounds),
        interval_s=600,
    )
    runs = list(outcome.runs)
    statuses = [run.status for run in runs]
    assert outcome.stop == "complete", (outcome.stop, statuses)
    assert [run.incidents[0]["name"] for run in runs[::3] if run.status == "ok"] == [
        str(number) for number in range(0, 3 * len(bodies) + 1, 3)
    ], statuses
    for name in REPORTS:
        "".join(render(name, outcome)).encode(errors="surrogatepass")
    return dict(zip(bodies, runs[1::3], strict=True))


def part(table: dict[str, str], number: int, size: int) -> dict[str, str]:
    return dict(list(table.items())[number * size :][:size])


@pytest.mark.parametrize("number", range(3))
def test_what_ends_by_itself(number: int, tmp_path: Path) -> None:
    found = run(tmp_path, part(LIVES, number, 17), renew=False)
    assert {run.status for run in found.values()} <= {"ok", "error", "timeout"}
    messages = [run.failure.message for run in found.values() if run.failure is not None]
    assert not [text for text in messages if text.startswith("killed after")]
    for name in ("KeyboardInterrupt", "SIGINT to itself"):
        if name in found:
            failure = found[name].failure
            assert failure is not None
            assert failure.error_type == "KeyboardInterrupt"


@pytest.mark.parametrize("number", range(3))
def test_what_kills_or_guts_its_process(number: int, tmp_path: Path) -> None:
    run(tmp_path, part(DIES, number, 7), renew=True)


@pytest.mark.parametrize("number", range(3))
def test_what_hangs(number: int, tmp_path: Path) -> None:
    began_s = time.monotonic()
    limit_s = patient_s(2)
    run(tmp_path, part(HANGS, number, 3), renew=True, real_timeout_s=limit_s)
    assert time.monotonic() - began_s < 40 * limit_s


def test_every_one_is_run() -> None:
    assert len(LIVES) <= 3 * 17
    assert len(DIES) <= 3 * 7
    assert len(HANGS) <= 3 * 3
    assert len(LIVES) + len(DIES) + len(HANGS) >= 60
