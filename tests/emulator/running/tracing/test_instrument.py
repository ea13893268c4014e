"""Instrumented code does what the code does."""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from xfetch.emulator.judging.diagnosis.deciding import computed
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.trace import CUT, JOIN, LOOP, TEST, YIELDED, Step, Trace, Wanted
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.request.request import Product, Request
from xfetch.emulator.running.bench import bench_of
from xfetch.emulator.running.prepare import Prepared, prepare
from xfetch.emulator.running.simulation import simulate
from xfetch.emulator.running.tracing.instrument import instrumented
from xfetch.emulator.running.tracing.mentions import Mentions
from xfetch.emulator.running.tracing.probe import Probe, watching
from xfetch.emulator.running.tracing.sites import Source
from xfetch.emulator.running.tracing.tracer import Tracer
from xfetch.emulator.settings.settings import RunSettings

ALERTS = [{"id": f"A{number}", "time": 10 - number, "low": number % 2 == 1} for number in range(6)]


def sections(name: str) -> dict[str, str]:
    """Read pieces of code by their names. Each leaves what it computed in ``out``."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    parts = (part.split("\n", 1) for part in text.split("### ")[1:])
    return {title: code.strip() for title, code in parts}


SNIPPETS, FOLLOWED = sections("snippets.txt"), sections("followed.txt")


def traced(text: str, ids: tuple[str, ...], **names: Any) -> tuple[dict[str, Any], list[Step]]:
    """Run instrumented code; return its namespace and the steps."""
    code, sites = instrumented(text, "code.py")
    probe = Probe(sites, Source(text), "code.py", Mentions(frozenset(ids), "id"))
    namespace: dict[str, Any] = {"__name__": "builtins", **names}
    with watching(probe):
        exec(code, namespace)
    return namespace, probe.steps


@pytest.mark.parametrize("text", SNIPPETS.values(), ids=SNIPPETS)
def test_instrumented_code_computes_the_same(text: str) -> None:
    plain: dict[str, Any] = {"__name__": "builtins"}
    exec(compile(text, "code.py", "exec"), plain)
    assert traced(text, ("A1",))[0]["out"] == plain["out"]


def test_an_error_keeps_its_line() -> None:
    function = "def f(x):\n    return (\n        len(x)\n        > 1\n    )\n"
    text = f"{function}for i in [\n    1]:\n    f(\n        i)\n"
    lines = []
    for run in (lambda: exec(compile(text, "code.py", "exec"), {}), lambda: traced(text, ())):
        with pytest.raises(TypeError) as caught:
            run()
        frames = traceback.extract_tb(caught.value.__traceback__)
        lines.append([one.lineno for one in frames if one.filename == "code.py"])
    assert lines[0] == lines[1]


# What is seen


def seen(steps: list[Step], kind: str) -> list[tuple[int, str, tuple[str, ...], tuple[str, ...]]]:
    return [(s.line.number, s.outcome, s.events, s.lost) for s in steps if s.kind == kind]


IDS = tuple(alert["id"] for alert in ALERTS)


def ends(text: str) -> list[tuple[str, str, str]]:
    """The text, the result and the kind of end of each condition that code evaluates about alerts."""
    steps = traced(text, IDS, alerts=ALERTS, two=[ALERTS[:1], ALERTS[1:]])[1]
    return [(one.text, one.outcome, one.then) for one in steps if one.kind == TEST]


def test_a_generator_of_which_the_first_item_is_taken_ends_there() -> None:
    assert ends("out = next((a for a in two if a), [])") == [("a", "true", "first")]
    assert ends("out = [a for a in two if a]") == [("a", "true", "keep")] * 2


def test_a_condition_that_only_chooses_the_value_that_it_orders_says_so() -> None:
    loop = "newest, out = 0, []\nfor a in alerts[:1]:\n    if a['time'] > newest:\n        "
    for branch, end in (
        ("newest = a['time']", "choose"),
        ("newest = a['time']\n        name = a['id']", "choose"),
        ("newest = a['time']\n        out.append(a)", ""),
        ("name = a['id']", ""),
        ("newest = a['time']\n    else:\n        continue", "else continue"),
    ):
        assert ends(loop + branch) == [("a['time'] > newest", "true", end)]


def test_alternatives_end_with_the_first_true_one() -> None:
    text = "def pull(one):\n    return one\nout = pull(alerts) or pull([])"
    assert ends(text) == [("pull(alerts) or pull([])", "true", "or")]


def test_a_condition_in_a_loop_is_about_the_loops_event() -> None:
    text = "out = []\nfor a in alerts:\n    low = a['low']\n    if low:\n        continue\n    out.append(a)"
    steps = traced(text, IDS, alerts=ALERTS)[1]
    assert seen(steps, TEST)[:2] == [(4, "false", ("A0",), ()), (4, "true", ("A1",), ())]
    assert {step.then for step in steps if step.kind == TEST} == {"continue"}


def test_a_condition_shows_the_values_of_its_parts() -> None:
    text = "last = 7\nout = [a for a in alerts if a['time'] > last and a['id'] not in ['A1']]"
    steps = traced(text, IDS, alerts=ALERTS)[1]
    shown = [[(one.name, one.value) for one in step.values] for step in steps]
    assert shown[0] == [
        ("a['time']", "10"),
        ("last", "7"),
        ("a['id']", "'A0'"),
        ("['A1']", "['A1']"),
    ]
    # The second half was not evaluated.
    assert shown[3] == [("a['time']", "7"), ("last", "7")]


@pytest.mark.parametrize(
    "expression",
    [
        "sorted(alerts, key=lambda a: a['time'])[:limit]",
        "list(reversed(alerts))[:limit]",
        "helper(alerts)",
        "Client().keep(alerts=alerts)",
    ],
)
def test_a_cut_names_the_events_that_it_left_out(expression: str) -> None:
    text = (
        "limit = 2\ndef helper(xs):\n    xs = list(xs)\n    del xs[limit:]\n    return xs\n"
        "class Client:\n    def keep(self, alerts):\n        return helper(alerts)\n"
        f"out = {expression}"
    )
    names, steps = traced(text, IDS, alerts=ALERTS)
    kept = {alert["id"] for alert in names["out"]}
    cuts = seen(steps, CUT)
    assert cuts
    assert all(set(events) == kept and set(lost) == set(IDS) - kept for _, _, events, lost in cuts)


def test_a_loop_that_ends_early_names_the_events_that_it_did_not_reach() -> None:
    text = "out = []\nfor a in alerts:\n    if len(out) == 2:\n        break\n    out.append(a)"
    steps = traced(text, IDS, alerts=ALERTS)[1]
    assert seen(steps, LOOP)[0][3] == ("A3", "A4", "A5")
    before = steps[steps.index(next(s for s in steps if s.kind == LOOP)) - 1]
    assert (before.line.number, before.outcome, before.then) == (3, "true", "break")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("out = alert_ids[:limit]", CUT),
        ("out = self.ids[:limit]", CUT),
        ("for one in alert_ids:\n    if one == 'A1':\n        break", LOOP),
    ],
)
def test_a_list_of_plain_ids_is_known_by_its_name(text: str, kind: str) -> None:
    names = {"limit": 2, "alert_ids": list(IDS), "self": SimpleNamespace(ids=list(IDS))}
    (step,) = (one for one in traced(text, IDS, **names)[1] if one.kind == kind)
    assert (sorted(step.events), step.lost) == (["A0", "A1"], IDS[2:])


def test_a_list_of_plain_values_of_another_name_holds_no_events() -> None:
    steps = traced("out = hosts[:limit]", IDS, limit=2, hosts=list(IDS))[1]
    assert seen(steps, CUT) == []


def test_a_list_that_is_made_for_a_call_and_holds_an_event_twice() -> None:
    text = "def build(rows, made=[]):\n    made.extend(rows)\n    return made\nout = []\n"
    text += "out.extend(build(alerts[:1]) + build(alerts[1:2]))"
    steps = traced(text, IDS, alerts=ALERTS)[1]
    joined = [(one.line.number, one.events) for one in steps if one.kind == JOIN]
    assert joined == [(5, ("A0", "A1"))]


def test_what_is_added_to_a_name_is_an_assignment_with_the_new_value() -> None:
    text = "newest = first\nnewest += 1\nout = {'since': newest}"
    code, sites = instrumented(text, "code.py")
    probe = Probe(sites, Source(text), "code.py", Mentions(frozenset(), "id"))
    with watching(probe):
        exec(code, {"first": 5})
    steps = tuple(step for _, step in probe.assigns)
    assert [(one.line.number, one.text, one.values[0].value) for one in steps] == [
        (1, "first", "5"),
        (2, "newest += 1", "6"),
        (3, "newest", "6"),
    ]
    assert computed(Trace(1, steps), steps[-1]).line.number == 2


@pytest.mark.parametrize("hand", ["yield from alerts", "for a in alerts:\n        yield a"])
def test_a_generator_that_nobody_asks_for_more_names_the_events_that_it_kept(hand: str) -> None:
    text = f"from itertools import islice\ndef each():\n    {hand}\nout = [a for a in islice(each(), 2)]"
    names, steps = traced(text, IDS, alerts=ALERTS)
    assert names["out"] == ALERTS[:2]
    loop = next(one for one in steps if one.kind == LOOP)
    assert (loop.text, loop.then, loop.lost) == ("alerts", YIELDED, ("A2", "A3", "A4", "A5"))


def test_a_generator_hands_on_what_another_one_returns() -> None:
    inner = "def inner():\n    got = yield 1\n    return got\n"
    outer = "def outer():\n    got = yield from inner()\n    out.append(got)\n"
    begun = "out = []\nrun = outer()\nnext(run)\n"
    ended = "try:\n    run.send(5)\nexcept StopIteration:\n    pass"
    assert traced(inner + outer + begun + ended, ())[0]["out"] == [5]


def test_a_condition_behind_an_inner_loop_is_not_about_the_last_event_of_that() -> None:
    text = (
        "pages = [alerts, []]\nwhile True:\n    page = pages.pop(0)\n    if not page:\n        break\n"
        "    for a in page:\n        last_id = a['id']\n        if a['time'] > 7:\n            pass"
    )
    steps = traced(text, IDS, alerts=ALERTS)[1]
    assert [one.events for one in steps if one.kind == TEST and one.text == "not page"] == [()]


@pytest.mark.parametrize(
    "code",
    FOLLOWED.values(),
    ids=FOLLOWED,
)
def test_an_event_is_followed_through(code: str) -> None:
    steps = traced(code, IDS, alerts=ALERTS)[1]
    outcomes = {
        event: step.outcome
        for step in steps
        if step.kind == TEST and "7" in step.text
        for event in step.events
    }
    assert outcomes == {one: "true" if one in ("A0", "A1", "A2") else "false" for one in IDS}


# Whole integrations

SAMPLES = Path(__file__).parents[4] / "sample_integrations"
TRACED = ("helloworld_twin", "lookback_limit", "ids_forgotten", "poison_window", "healthy_cursor")


@pytest.mark.parametrize("name", TRACED)
def test_a_traced_run_does_what_the_run_did(name: str) -> None:
    plain = rows(prepared_sample(name))
    wanted = Wanted(tuple(range(1, len(plain) + 1)), ("1", "7", "A1", "107"), "id")
    assert rows(prepared_sample(name), wanted) == plain


def rows(prepared: Prepared, wanted: Wanted | None = None) -> list[FetchRun]:
    bench = bench_of(prepared.plan, prepared.stage)
    if wanted is not None:
        bench = replace(bench, tracer=Tracer.of(prepared.integration, wanted))
    return [run for run in simulate(bench, prepared.mask) if isinstance(run, FetchRun)]


def prepared_sample(name: str) -> Prepared:
    folder = SAMPLES / name
    request = Request(target=folder, scenario=RunSettings(cycles=5))
    target, file = find_scenario(folder, None)
    if file is not None:
        request = with_scenario(request, file, frozenset())
    else:
        request = replace(request, product=Product(vendor_file=folder / "vendor.py"))
    return prepare(replace(request, target=target))
