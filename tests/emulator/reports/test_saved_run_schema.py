"""The schema of saved runs takes what is written, and a wrong file ends in a message that names the key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError
from xfetch.emulator.reports import render
from xfetch.emulator.reports.saved_run import read_run
from xfetch.emulator.reports.saved_run_schema import complaint

from ..mutations import mutated

OLD = Path(__file__).parents[2] / "data" / "saved_0_1"
SAMPLE = Path(__file__).parents[3] / "sample_integrations" / "helloworld_twin"


def _saved() -> Any:
    outcome = worlds.run(SAMPLE, 2, vendor_file=SAMPLE / "vendor.py")
    saved = json.loads("".join(render("json", outcome)))
    # Few places, so that every kind of them is drawn.
    for name in ("calls", "requests", "logs", "truth"):
        saved["record"][name] = saved["record"][name][:2]
    return {key: value for key, value in saved.items() if key not in ("events", "findings")}


SAVED = _saved()


@pytest.mark.parametrize("name", ["busy.json", "unanswered.json"])
def test_it_takes_what_0_1_wrote(name: str) -> None:
    assert complaint(json.loads((OLD / name).read_text(encoding="utf-8"))) == ""


def test_it_takes_what_is_written_now() -> None:
    assert complaint(SAVED) == ""


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(SAVED))
def test_a_mutated_run_ends_in_a_report_or_in_a_message(tmp_path: Path, saved: Any) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(saved), encoding="utf-8")
    try:
        outcome = read_run(path, {})
    except LoadError:
        return
    for name in ("text", "json", "html"):
        "".join(render(name, outcome))


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("clock", "start"), 7, "clock.start: 7 is not of type 'string'"),
        (("record", "calls", 1, "at"), None, "record.calls[1].at: None is not of type 'string'"),
        (("cycles", 0, "dropped"), ["x"], "cycles[0].dropped[0]: 'x' is not of type 'object'"),
        (("cycles", 0, "status"), "odd", "cycles[0].status: 'odd' is not one of"),
        (("record", "case", "live"), "no", "record.case.live: 'no' is not of type 'boolean'"),
    ],
)
def test_the_wrong_key_is_named_with_its_path(
    path: tuple[Any, ...], value: Any, told: str, tmp_path: Path
) -> None:
    saved = json.loads(json.dumps(SAVED))
    inside = saved
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    file = tmp_path / "run.json"
    file.write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(LoadError, match="not a complete saved run") as raised:
        read_run(file, {})
    assert told in str(raised.value)
