"""When the next fetch runs: at regular ticks, or when a last run asks for it."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator import worlds
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.reports import render
from xfetch.emulator.request.scenario_file.fault_section import parse_fault
from xfetch.emulator.running.run_length import CLOCK_ENDS
from xfetch.emulator.running.schedule import Trigger, without_trigger
from xfetch.emulator.settings.instance import Stores
from xfetch.emulator.settings.section import Section
from xfetch.emulator.settings.settings import DEFAULT_START

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def seconds(run: FetchRun) -> float:
    return (run.at - DEFAULT_START).total_seconds()


def test_the_next_fetch_runs_when_the_last_run_asks_for_it(tmp_path: Path) -> None:
    target = worlds.write(
        tmp_path,
        """
        asked = {0: '10', 1: '0', 2: None, 3: '600', 4: None, 5: None}
        number = demisto.getLastRun().get('number', 0)
        last_run = {'number': number + 1}
        if asked[number] is not None:
            last_run['nextTrigger'] = asked[number]
        time.sleep(1)
        demisto.setLastRun(last_run)
        demisto.incidents([])
        """,
    )
    runs = list(worlds.run(target, 6).runs)
    assert [seconds(run) for run in runs] == [0, 11, 12, 72, 673, 733]


def test_the_server_removes_the_trigger_before_the_next_fetch(tmp_path: Path) -> None:
    target = worlds.write(
        tmp_path,
        """
        demisto.setLastRun({'nextTrigger': '5', 'n': '1'} if not demisto.getLastRun() else {'n': '2'})
        demisto.incidents([])
        """,
    )
    first, second = worlds.run(target, 2).runs
    assert first.last_run.after == {"nextTrigger": "5", "n": "1"}, "what was saved"
    assert second.last_run.before == {"n": "1"}, "what the next run finds"


def test_the_trigger_of_a_failed_fetch_is_ignored(tmp_path: Path) -> None:
    target = worlds.write(
        tmp_path, "demisto.setLastRun({'nextTrigger': '1'})\nraise ValueError('no')"
    )
    assert [seconds(run) for run in worlds.run(target, 2).runs] == [0, 60]


EVENTS = """
import demistomock as demisto
command = demisto.command()
if command == 'fetch-events':
    stage = demisto.getLastRun().get('stage', 0)
    demisto.setLastRun({'stage': stage + 1, 'nextTrigger': '2', **({'type': 1} if stage == 1 else {})})
elif command == 'fetch-assets':
    page = demisto.getAssetsLastRun().get('page', 0)
    demisto.setAssetsLastRun({'page': page + 1, 'nextTrigger': '3', 'type': '1'} if page == 0 else {})
"""


def test_the_type_chooses_between_events_and_assets(tmp_path: Path) -> None:
    target = worlds.write_raw(tmp_path, EVENTS)
    runs = list(worlds.run(target, 5, command="fetch-events").runs)
    assert [(run.command, seconds(run)) for run in runs] == [
        ("fetch-events", 0),
        ("fetch-events", 2),
        ("fetch-assets", 4),
        ("fetch-assets", 7),
        ("fetch-events", 67),
    ]


@pytest.mark.parametrize("odd", ["soon", "-1", "1.5", "", None, [], {}, "9" * 40, "²"])
def test_a_trigger_that_is_not_whole_seconds_is_ignored(odd: Any) -> None:
    assert without_trigger(Stores(last_run={"nextTrigger": odd, "a": 1})) == (
        Stores(last_run={"a": 1}),
        None,
    )


@given(ANY_JSON, ANY_JSON)
def test_any_json_in_the_stores_can_be_read(last_run: Any, assets: Any) -> None:
    stores = Stores(last_run=last_run, assets_last_run=assets)
    kept, trigger = without_trigger(stores)
    if trigger is None and "nextTrigger" not in str([last_run, assets]):
        assert kept == stores


@given(st.integers(0, 10**6), st.sampled_from([None, 0, "0", 1, "1"]))
def test_only_collectors_change_their_command(seconds_: int, kind: Any) -> None:
    last_run = {"nextTrigger": str(seconds_), **({} if kind is None else {"type": kind})}
    _, trigger = without_trigger(Stores(last_run=last_run))
    assert trigger == Trigger(seconds_, str(kind) == "1")
    assert trigger.command("fetch-incidents") == "fetch-incidents"
    assert trigger.command("fetch-events") == (
        "fetch-assets" if str(kind) == "1" else "fetch-events"
    )


def test_triggers_never_pass_the_end_of_the_clock(tmp_path: Path) -> None:
    target = worlds.write(
        tmp_path,
        """
        demisto.setLastRun({'nextTrigger': '999999999'})
        demisto.incidents([])
        """,
    )
    start = datetime(9750, 1, 1, tzinfo=timezone.utc)
    runs = list(worlds.run(target, 4, start=start).runs)
    assert [run.status for run in runs] == ["ok"] * 4
    assert runs[-1].at == CLOCK_ENDS


BOTH = """
import demistomock as demisto
def save(asked):
    demisto.setAssetsLastRun(asked) if demisto.command() == "fetch-assets" else demisto.setLastRun(asked)
if demisto.command() == "fetch-assets":
    page = int(demisto.getAssetsLastRun().get("page", 0)) + 1
    save({"page": str(page), **ASKS} if page < 3 else {})
elif demisto.command() == "fetch-events":
    save({"n": str(int(demisto.getLastRun().get("n", 0)) + 1)})
"""
BOTH_YML = worlds.YML.replace("isfetch: true", "isfetchevents: true, isfetchassets: true").replace(
    "- {name: isFetch,", "- {name: isFetchAssets, display: A, type: 8}\n- {name: isFetchEvents,"
)


def both(folder: Path, asks: str, cycles: int, **params: Any) -> list[tuple[str, float]]:
    target = worlds.write_raw(folder, BOTH.replace("ASKS", asks), yml=BOTH_YML)
    on = {"isFetchAssets": "true", **params}
    runs = worlds.run(target, cycles, params=on, stated=frozenset({"cycles"})).runs
    return [(run.command.removeprefix("fetch-"), seconds(run)) for run in runs]


def test_events_and_assets_have_schedules_of_their_own(tmp_path: Path) -> None:
    ran = both(tmp_path, '{"nextTrigger": "30", "type": 1}', 7, assetsFetchInterval="2")
    assert ran == [
        *(("events", 0), ("assets", 0), ("assets", 30), ("events", 60), ("assets", 60)),
        *(("events", 120), ("events", 180)),
    ]


def test_without_a_type_the_trigger_is_that_of_the_events(tmp_path: Path) -> None:
    ran = both(tmp_path, '{"nextTrigger": "10"}', 4, assetsFetchInterval="1")
    assert ran == [("events", 0), ("assets", 0), ("events", 10), ("assets", 60)]


def test_a_disabled_instance_runs_neither_command(tmp_path: Path) -> None:
    target = worlds.write_raw(tmp_path, BOTH.replace("ASKS", "{}"), yml=BOTH_YML)
    disabled = parse_fault(Section({"cycle": 4, "disabled": "1h"}, ("faults", 0)))
    outcome = worlds.run(
        target,
        6,
        params={"isFetchAssets": "true", "assetsFetchInterval": "1"},
        stated=frozenset({"cycles"}),
        faults=(disabled,),
    )
    ran = [(run.command.removeprefix("fetch-"), seconds(run)) for run in outcome.runs]
    assert ran[2:] == [("events", 60), ("assets", 3660), ("events", 3660), ("events", 3720)]


def test_each_command_has_its_own_last_run_and_first_run(tmp_path: Path) -> None:
    target = worlds.write_raw(tmp_path, BOTH.replace("ASKS", "{}"), yml=BOTH_YML)
    on = {"isFetchAssets": "true", "assetsFetchInterval": "1"}
    outcome = worlds.run(target, 4, params=on, stated=frozenset({"cycles"}))
    kept = [(run.first_run, run.last_run.before, run.last_run.after) for run in outcome.runs]
    assert kept == [
        (True, {}, {"n": "1"}),
        (True, {}, {"page": "1"}),
        (False, {"n": "1"}, {"n": "2"}),
        (False, {"page": "1"}, {"page": "2"}),
    ]
    told = [
        (row["command"], row["last_run"]["after"])
        for row in json.loads("".join(render("json", outcome)))["cycles"]
    ]
    assert told[1:3] == [("fetch-assets", {"page": "1"}), ("fetch-events", {"n": "2"})]
    for table in ("markdown", "html"):
        text = "".join(render(table, outcome))
        assert text.count("fetch-assets: ") == 2
        assert "fetch-events: " not in text


def test_a_command_that_is_named_runs_alone(tmp_path: Path) -> None:
    target = worlds.write_raw(tmp_path, BOTH.replace("ASKS", "{}"), yml=BOTH_YML)
    outcome = worlds.run(
        target,
        2,
        params={"isFetchAssets": "true"},
        command="fetch-events",
    )
    assert [run.command for run in outcome.runs] == ["fetch-events"] * 2


def test_assets_stay_out_unless_their_switch_is_on(tmp_path: Path) -> None:
    target = worlds.write_raw(tmp_path, BOTH.replace("ASKS", "{}"), yml=BOTH_YML)
    runs = worlds.run(target, 3, stated=frozenset({"cycles"})).runs
    assert {run.command for run in runs} == {"fetch-events"}
