"""A run on the real clock cannot be repeated: its record alone gives the evidence."""

from __future__ import annotations

from pathlib import Path

from tests.emulator import worlds
from xfetch.emulator.judging.failures import failed_alike

CRASHES = """
alert = {"id": "7", "owner": None}
demisto.incidents([{"name": alert["owner"]["mail"]}])
"""


def test_a_crash_in_a_live_run_has_its_line_its_values_and_its_record(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, CRASHES)
    outcome = worlds.run(home, 1, live=True)
    assert [run.status for run in outcome.runs] == ["error"]
    assert outcome.traces == {}
    (alike,) = failed_alike(outcome.runs)
    assert (str(alike.line), alike.values) == ("Probe.py:5", 'alert["owner"] = None')
    failure = next(iter(outcome.runs)).failure
    assert failure is not None
    assert failure.objects[0] == {"id": "7"}
    # No command shows again what the real product answered.
    assert [outcome.command_for(one) for one in outcome.findings if outcome.command_for(one)] == []
