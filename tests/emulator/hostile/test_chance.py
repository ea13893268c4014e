"""Two runs are the same, byte by byte, in whatever process and under whatever interpreter they run."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.settings.isolation import Isolation

BODY = """
import random
names = list({f'name {number}' for number in range(20)}) if demisto.params()['sets'] == 'yes' else []
demisto.debug(json.dumps([random.random(), names]))
if random.randrange(3) == 0:
    os._exit(1)
"""


def logs(home: Path, sets: bool, isolation: Isolation) -> list[str]:
    outcome = worlds.run(home, 4, params={"sets": "yes" if sets else "no"}, isolation=isolation)
    return [run.record.logs[0].message for run in outcome.runs]


@pytest.mark.parametrize("python", [None, sys.executable])
def test_sets_and_chance(
    python: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, isolation = worlds.write(tmp_path, BODY), Isolation("process", python=python)
    first = logs(home, True, isolation)
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    assert logs(home, True, isolation) == first
    assert len(set(first)) == 4


def test_chance_inline_is_the_same_and_leaves_no_trace(tmp_path: Path) -> None:
    text = BODY.partition("if random")[0]
    home = worlds.write(tmp_path, text)
    random.seed(5)
    state = random.getstate()
    inline = logs(home, False, Isolation())
    assert random.getstate() == state
    assert inline == logs(home, False, Isolation("process"))


def test_a_vendor_that_draws(tmp_path: Path) -> None:
    vendor = worlds.vendor(
        tmp_path,
        """
        import random
        class Vendor:
            def events(self):
                made = 1704067200 + random.randrange(100)
                return [{"id": str(random.random()), "created": made}]
            def handle(self, request, now):
                return []
        """,
    )
    home = worlds.write(tmp_path, "demisto.incidents([])")
    found = []
    for isolation in (Isolation(), Isolation("process"), Isolation("process")):
        dossier = worlds.run(home, 1, vendor_file=vendor, isolation=isolation).dossier
        assert dossier.truth
        found.append(dossier.truth)
    assert found[0] == found[1] == found[2]
