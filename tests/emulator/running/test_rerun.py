"""The repetition of a run's fetches: what happens to the run when the repetition does not come to its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError
from xfetch.emulator.record.trace import Trace, Wanted
from xfetch.emulator.running import rerun
from xfetch.emulator.running.process.checkpoints import Checkpoints

PLAN: Any = SimpleNamespace(scenario=SimpleNamespace(live=False, command=""))
MASK: Any = None
WANTED = Wanted((1, 2), (), "")
# A child that ran the fetches waits for more of them.
WAITING: Any = SimpleNamespace(waits=True, checkpoints=Checkpoints())


def repetitions(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> list[int]:
    """Make each repetition end with the error after its first fetch; the list counts them."""
    begun: list[int] = []

    def events(*given: object) -> Iterator[Trace]:
        begun.append(len(begun))
        yield Trace(1)
        raise error

    monkeypatch.setattr(rerun, "_events", events)
    return begun


def test_ctrl_c_is_not_answered_with_another_repetition(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = repetitions(monkeypatch, KeyboardInterrupt())
    assert rerun.traces_of(PLAN, MASK, WANTED, {}, WAITING) == {}
    assert begun == [0]


def test_a_repetition_that_breaks_is_tried_once_more_and_keeps_what_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = repetitions(monkeypatch, LoadError("gone"))
    traces = rerun.traces_of(PLAN, MASK, WANTED, {}, WAITING)
    assert (list(traces), begun) == ([1], [0, 1])


def test_ctrl_c_in_the_repetition_costs_the_traces_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = worlds.write(tmp_path, """demisto.incidents([{'name': 'n', 'rawJSON': '{"id": 1}'}])""")
    begun = repetitions(monkeypatch, KeyboardInterrupt())
    outcome = worlds.run(home, 2)
    assert begun == [0]
    assert (outcome.stop, outcome.exit_code(), len(outcome.runs)) == ("complete", 1, 2)
    assert "XF101" in {one.rule for one in outcome.findings}
    assert outcome.traces == {}


def test_an_id_by_chance_in_headers_and_in_a_login_keeps_no_request_from_being_repeated(
    tmp_path: Path,
) -> None:
    """boto3 sends ``amz-sdk-invocation-id``, which no repetition has again; Microsoft's clients encrypt what
    they send for a token.
    """
    code = """
    import requests, uuid
    requests.post("https://p.example.com/obtain-token", json={"sealed": str(uuid.uuid4())})
    found = requests.get("https://p.example.com/all", headers={"X-Call": str(uuid.uuid4())}).json()
    demisto.incidents([{"rawJSON": json.dumps(item)} for item in found])
    """
    vendor = worlds.vendor(
        tmp_path, "class Vendor:\n    def handle(self, request, now):\n        return [{'id': 1}]\n"
    )
    outcome = worlds.run(worlds.write(tmp_path, code), 2, vendor_file=vendor)
    assert [one.reproduced for one in outcome.traces.values()] == [True, True]
