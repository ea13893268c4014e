"""The child that waits after its run: it repeats the fetches that findings are about."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.running.process.child_handle import Child
from xfetch.emulator.running.process.children import Children
from xfetch.emulator.settings.isolation import PROCESS, Isolation
from xfetch.emulator.settings.settings import RunSettings

SAMPLE = Path(__file__).parents[4] / "sample_integrations" / "ties_dropped"
# What an integration leaves in a module, the next run in the same process finds there.
LEAVES = """
import json
json.times = getattr(json, "times", 0) + 1
demisto.setIntegrationContext({"executions": json.times})
"""


@pytest.mark.parametrize("leaves", [False, True], ids=["leaves nothing", "leaves a value"])
def test_the_child_of_the_run_repeats_it_unless_that_differs(
    leaves: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "sample"))
    code = next(folder.glob("*.py"))
    if leaves:
        code.write_text(LEAVES + code.read_text())
    started: list[Child] = []
    real = Children._started

    def counted(self: Children, python: str | None, env: tuple[str, ...]) -> Child:
        started.append(real(self, python, env))
        return started[-1]

    monkeypatch.setattr(Children, "_started", counted)
    target, scenario = find_scenario(folder, None)
    assert scenario is not None
    request = Request(target, scenario=RunSettings(), isolation=Isolation(kind=PROCESS))
    outcome = emulate(prepare(with_scenario(request, scenario, frozenset())))
    causes = [one.cause for one in outcome.findings if one.cause is not None]
    assert [cause.known for cause in causes] == [True]
    assert len(started) == 1 + leaves
    assert not any(child.alive for child in started)
