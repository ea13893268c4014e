"""Many plans in one child, one after another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.emulator.worlds import write
from xfetch.emulator.emulate import prepare
from xfetch.emulator.record.fetch_run import COMPLETE, FetchRun
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import InstanceParams, Request
from xfetch.emulator.running.plan import Plan
from xfetch.emulator.running.process.children import Children
from xfetch.emulator.running.process.parent import run_outside
from xfetch.emulator.running.process.series_read import Ran, Series
from xfetch.emulator.settings.isolation import PROCESS, Isolation
from xfetch.emulator.settings.settings import RunSettings

SAMPLE = Path(__file__).parents[4] / "sample_integrations" / "ties_dropped"
LIMIT_S = 20.0


def did(run: FetchRun) -> tuple[object, ...]:
    entries = tuple(map(repr, run.record.entries))
    return run.cycle, run.at, run.pulled_at, run.status, run.last_run, run.incidents, entries


def by_itself(plan: Plan, children: Children) -> list[tuple[object, ...]]:
    events = run_outside(plan, plan.mask(), children)
    return [did(event) for event in events if isinstance(event, FetchRun)]


def sample_plan() -> Plan:
    target, scenario = find_scenario(SAMPLE, None)
    assert scenario is not None
    # No secret of the run stands in its record, so a masked record is the same.
    request = Request(
        target,
        scenario=RunSettings(),
        instance=InstanceParams(params={"apikey": "k", "url": "u"}),
        isolation=Isolation(PROCESS),
    )
    return prepare(with_scenario(request, scenario, frozenset({"start"}))).plan


def test_a_series_gives_the_records_of_single_runs() -> None:
    """Also for a plan that starts before the one that ran before it."""
    plan = sample_plan()
    later = replace(
        plan,
        scenario=replace(
            plan.scenario, start=plan.scenario.start + timedelta(days=90), latency_s=2.0
        ),
        instance=replace(plan.instance, params={**plan.instance.params, "max_fetch": "2"}),
    )
    with Children() as children:
        ran = list(Series([later, plan, later], children, LIMIT_S).results())
        assert children.waits
        single = {id(one): by_itself(one, children) for one in (plan, later)}
    for one, made in zip(ran, (later, plan, later), strict=True):
        assert one is not None
        assert one.stop is not None
        assert one.stop.reason == COMPLETE
        assert [did(run) for run in one.runs] == single[id(made)]
    assert single[id(plan)] != single[id(later)]


def ending(folder: Path, *how: str, limit_s: float = LIMIT_S) -> list[Ran | None]:
    """Run the probe once for each word in ``how``, as one series."""
    body = """
    import threading, time
    how = demisto.params()["url"]
    if how == "dies":
        os._exit(3)
    if how == "hangs":
        while True:
            pass
    if how == "leaves a thread":
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    demisto.incidents([{"name": how}])
    """
    plan = prepare(
        Request(write(folder, body), scenario=RunSettings(cycles=2), isolation=Isolation(PROCESS))
    ).plan
    plans = [
        replace(plan, instance=replace(plan.instance, params={**plan.instance.params, "url": one}))
        for one in how
    ]
    with Children() as children:
        return list(Series(plans, children, limit_s).results())


def names(ran: Ran | None) -> list[str]:
    return [] if ran is None else [one["name"] for run in ran.runs for one in run.incidents]


def test_a_plan_that_kills_its_process_is_left_to_its_caller(tmp_path: Path) -> None:
    found = ending(tmp_path, "a", "dies", "b")
    assert [names(one) for one in found] == [["a", "a"], [], ["b", "b"]]
    assert [one is None for one in found] == [False, True, False]


def test_a_plan_that_takes_too_long_is_left_to_its_caller(tmp_path: Path) -> None:
    assert ending(tmp_path, "hangs", limit_s=0.5) == [None]


def test_a_plan_after_one_that_left_a_thread_gets_a_fresh_process(tmp_path: Path) -> None:
    found = ending(tmp_path, "leaves a thread", "a")
    assert [names(one) for one in found] == [["leaves a thread"] * 2, ["a", "a"]]
