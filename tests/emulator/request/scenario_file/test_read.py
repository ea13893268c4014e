from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xfetch.emulator.errors import LoadError
from xfetch.emulator.faults.fault import Fault, When
from xfetch.emulator.request.scenario_file.read import is_scenario, read_scenario
from xfetch.emulator.request.scenario_file.scenario_file import ScenarioFile
from xfetch.emulator.request.scenario_file.schema import schema
from xfetch.emulator.settings.expectation import Bounds
from xfetch.emulator.settings.moment import Moment
from xfetch.emulator.settings.settings import Drain


def written(folder: Path, text: str) -> Path:
    path = folder / "s.yml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def test_everything_a_scenario_may_say(tmp_path: Path) -> None:
    (tmp_path / "v.py").write_text("")
    scenario = read_scenario(
        written(
            tmp_path,
            """\
            integration: .
            params: {max_fetch: 10, on: 12:30:00}
            start: 2024-02-03
            interval: 5m
            cycles: 7
            command: fetch-events
            tz: Europe/Paris
            latency: 50ms
            timeout: 3m
            instance: mine
            last_run: {time: 2024-01-01}
            context: {token: t}
            vendor: v.py
            events: {generate: {count: 3}}
            faults:
            - {cycle: 3, status: 503, headers: {Retry-After: 30}}
            expect: {missed: 1, duplicated: [7, "x"], rules: [XF102], incidents: {max: 9}}
            drain: {quiet: 2}
            seed: 5
            id_field: alert.id
            """,
        )
    )
    assert scenario.integration == tmp_path
    assert scenario.params == {"max_fetch": 10, "on": "12:30:00"}
    assert scenario.run.start == datetime(2024, 2, 3, tzinfo=timezone.utc)
    assert (scenario.run.interval_s, scenario.run.cycles, scenario.run.timeout_s) == (
        300.0,
        7,
        180.0,
    )
    assert (scenario.run.tz, scenario.run.latency_s) == ("Europe/Paris", 0.05)
    assert (scenario.run.command, scenario.instance) == ("fetch-events", "mine")
    assert scenario.last_run == {"time": "2024-01-01"}
    assert scenario.context == {"token": "t"}
    assert scenario.product.vendor_file == tmp_path / "v.py"
    assert scenario.product.timeline is not None
    assert scenario.product.timeline.seed == 5
    (fault,) = scenario.product.faults
    assert (fault.kind, fault.value, fault.when) == ("status", 503, When(cycles=((3, 3),)))
    assert fault.extra("headers") == {"Retry-After": 30}
    assert scenario.expect is not None
    assert scenario.expect.counts == {"missed": Bounds(1, 1), "incidents": Bounds(0, 9)}
    assert scenario.expect.events == {"duplicated": ("7", "x")}
    assert scenario.expect.rules == {"XF102": Bounds(1, None)}
    assert scenario.drain == Drain(quiet=2)
    assert scenario.id_field == "alert.id"


def test_an_empty_mapping_says_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "{}")
    assert read_scenario(path) == ScenarioFile(path)


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        ("", 1, "a scenario file must hold a mapping"),
        ("- a", 1, "a scenario file must hold a mapping"),
        ("cycles: 3\nintervall: 5m", 2, "intervall: unknown key; did you mean 'interval'? known: "),
        ("cycles: 3\ncycles: 4", 2, "the key 'cycles' occurs twice"),
        ("cycles: many", 1, "cycles: must be a whole number, not the text 'many'"),
        ("cycles: true", 1, "cycles: must be a whole number, not true"),
        ("cycles: 0", 1, "cycles: must be at least 1, not 0"),
        ("interval: soon", 1, "interval: 'soon' is not a duration"),
        ("interval: 0s", 1, "interval: the duration '0s' is shorter"),
        ("start: +5m", 1, "start: '+5m' is not a date and time"),
        ("tz: Europe/Atlantis", 1, "no time zone is called"),
        ("vendor: nowhere.py", 1, "there is no"),
        ("vendor: s.yml\napi: {routes: [{get: /a}]}", 1, "exclude each other"),
        ("api:\n  routes:\n  - get: /a\n    order: {by: a b}", 4, "'a b' is not an order"),
        ("api:\n  routes:\n  - get: /a\n    answer:\n      text: '{{ x'", 5, "'{{ x'"),
        ("events:\n- {id: 1, created: +0s}\n- {id: 2}", 3, "events[1]: needs 'created'"),
        ("events:\n- id: 1\n  created: yesterday", 3, "is not a time: write +90s"),
        ("events:\n- id: 1\n  created: 5", 3, "events[0].created: must be text, not the number 5"),
        ("events:\n- id: 1\n  created: +0s\n  visble: +1s", 4, "did you mean 'visible'?"),
        ("events: {generate: {count: 1, evry: 3s}}", 1, "did you mean 'every'?"),
        ("events: {generate: {count: 1}, id: 3}", 1, "events.id: unknown key; known: generate"),
        ("events: {load: e.json, as: x}", 1, "events.as: unknown key; "),
        ("events: {generate: {count: 1, spacing: odd}}", 1, "must be one of even, random"),
        ("events:\n- id: 1\n  created: +0s\n  updates: [{}]", 4, "updates[0]: needs 'at'"),
        (
            "events:\n  generate:\n    count: 1\n    fields:\n      a: '{hots}'",
            5,
            "did you mean 'host'?",
        ),
        ("events: events.txt", 1, "ends with one of .json"),
        ("faults:\n- {cycle: 3}", 2, "faults[0]: the fault does not say what fails"),
        ("faults:\n- {cycle: 3, status: 500, body: empty}", 2, "says status and body"),
        ("faults:\n- {status: 500}", 2, "needs a time"),
        ("faults:\n- {cycle: 0, status: 500}", 2, "faults[0].cycle: must be like 3, 2..5 or 4.."),
        ("faults:\n- {cycle: 5..3, status: 500}", 2, "ends before it begins"),
        ("faults:\n- {cycle: 3, status: 50}", 2, "faults[0].status: must be at least 200"),
        ("faults:\n- {cycle: 3, connection: odd}", 2, "must be one of refused, reset, timeout"),
        ("faults:\n- {at: +5m, until: +5m, status: 500}", 2, "must be a time after 'at'"),
        ("faults:\n- {cycle: 3, on: GET /a, kill: before incidents}", 2, "is about a request"),
        ("faults:\n- {cycle: 3, headers: {a: b}, slow: 3s}", 2, "only together with 'status'"),
        ("faults:\n- {cycle: 3, clock: 5m}", 2, "faults[0].clock: must match"),
        ("expect: {duplicate: 0}", 1, "did you mean 'duplicated' or 'duplicates'?"),
        ("expect: {mised: 0}", 1, "expect.mised: unknown key; did you mean 'missed'?"),
        ("expect: {rules: [X1]}", 1, "must match"),
        ("a: &a [*a]", 1, "anchor a contains itself"),
        ("cycles: 3\nparams: !!python/object:os.system x", 2, "the tag"),
        ("params: !mine x", 1, "the tag !mine is refused"),
        ("cycles: [", 2, "broken YAML"),
        ("{a: b}: c", 1, "a key must be a text"),
        ("cycles: " + "9" * 5000, 1, "is no int that can be read"),
    ],
)
def test_every_mistake_has_its_line(tmp_path: Path, text: str, line: int, named: str) -> None:
    path = tmp_path / "s.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        read_scenario(path)
    assert caught.value.where == f"{path}:{line}"
    assert named in caught.value.what


def test_all_mistakes_at_once_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, "cycles: x\nseed: y\nbad: 1\n")
    with pytest.raises(LoadError) as caught:
        read_scenario(path)
    lines = str(caught.value).splitlines()
    assert [line.strip().split(": ")[0] for line in lines] == [f"{path}:{n}" for n in (1, 2, 3)]


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path = written(tmp_path, "\n".join(lines))
    with pytest.raises(LoadError, match="holds more than 200000 values"):
        read_scenario(path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "s.yml"
    with path.open("wb") as file:
        file.truncate(9_000_000)
    with pytest.raises(LoadError, match="larger than 8 MB"):
        read_scenario(path)


def test_more_than_is_read_in_seconds_is_refused_with_its_line(tmp_path: Path) -> None:
    lines = ["faults:", *("- {cycle: 3, status: 500}" for _ in range(60_000))]
    path = written(tmp_path, "\n".join(lines))
    with pytest.raises(LoadError, match="holds more than 200000 values") as refused:
        read_scenario(path)
    assert "s.yml:4" in str(refused.value)
    assert "events.jsonl" in str(refused.value.advice)


def test_a_number_beyond_every_float_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="larger than any number that JSON can hold"):
        read_scenario(written(tmp_path, "params: {a: 1.0e+999}"))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no such scenario file"):
        read_scenario(tmp_path / "none.yml")
    with pytest.raises(LoadError, match="cannot be read"):
        read_scenario(tmp_path)
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LoadError, match="not text in UTF-8"):
        read_scenario(tmp_path / "b.yml")


def test_faults_in_ranges_and_times(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """\
        faults:
        - {cycle: [2, 4..5, 8..], request: 1, connection: reset}
        - {at: +5m, until: +10m, chance: 0.5, times: 3, on: GET /alerts*, slow: 45s}
        - {at: +5m, server: restart}
        - {cycle: 3, clock: -1h}
        - {cycle: 3, last_run: reset}
        - {cycle: 3.., params: {max_fetch: 5}}
        """,
    )
    faults = read_scenario(path).product.faults
    assert faults[0].when == When(cycles=((2, 2), (4, 5), (8, None)), requests=((1, 1),))
    assert faults[1].when == When(
        begin=Moment(300.0), end=Moment(600.0), chance=0.5, times=3, on="GET /alerts*"
    )
    assert faults[1].value == 45.0
    assert faults[2].when.times == 1
    assert faults[3].value == -3600.0
    assert faults[4] == Fault("last_run", {}, When(cycles=((3, 3),)), words="last_run: reset")
    assert faults[5].value == {"max_fetch": 5}


def test_a_scenario_is_told_from_an_integration(tmp_path: Path) -> None:
    assert is_scenario(written(tmp_path, "integration: x.py\n"))
    assert not is_scenario(written(tmp_path, "commonfields: {id: a}\nscript: {}\n"))
    assert not is_scenario(written(tmp_path, "["))
    assert not is_scenario(written(tmp_path, "name: x\n"))
    assert not is_scenario(tmp_path)
    assert not is_scenario(tmp_path / "none.yml")


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
WORDS = st.sampled_from(
    ["+90s", "-1d", "2024-01-01", "5m", "2/m", "{n}", "{host}", "3..5", "4..", "reset", "{", ".."]
)
KEYS = st.sampled_from(
    sorted(
        {
            *schema()["properties"],
            *(key for part in schema()["$defs"].values() for key in part.get("properties", {})),
        }
    )
)
VALUES = st.recursive(
    PLAIN | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=st.dictionaries(KEYS, VALUES, max_size=5))
def test_whatever_a_file_says_it_is_taken_or_refused_with_a_line(
    tmp_path_factory: pytest.TempPathFactory, value: dict[str, Any]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_text(json.dumps(value), encoding="utf-8")
    where = ""
    try:
        assert isinstance(read_scenario(path), ScenarioFile)
    except LoadError as error:
        where = error.where
    assert not where or where.startswith(f"{path}:")
