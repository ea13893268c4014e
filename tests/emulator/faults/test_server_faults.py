"""Every fault, seen in what a real run comes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xfetch.emulator.faults.fault import Fault
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.scenario_file.fault_section import parse_fault
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.section import Section

from ..worlds import run, vendor, write

# Tells what each cycle met: what came back, its clock, its last run, a parameter.
FETCH = """\
    import requests
    from datetime import datetime
    told = {'n': demisto.getLastRun().get('n', 0), 'now': datetime.utcnow().isoformat()}
    told['max'] = demisto.params().get('max_fetch')
    try:
        reply = requests.get(demisto.params()['url'] + '/alerts', timeout=60)
        told['status'], told['type'] = reply.status_code, reply.headers.get('Content-Type')
        told['retry'] = reply.headers.get('Retry-After')
        told['seconds'], told['text'] = reply.elapsed.total_seconds(), reply.text
        told['json'] = reply.json()
    except Exception as error:
        told['error'] = type(error).__name__
    demisto.setLastRun({'n': told['n'] + 1})
    demisto.incidents([{'name': 'a', 'rawJSON': json.dumps(told)}])
"""
VENDOR = """\
    class Vendor:
        def handle(self, request, now):
            return {'json': {'ok': True}, 'headers': {'Content-Type': 'application/json'}}
"""


def faults(*given: dict[str, Any]) -> tuple[Fault, ...]:
    return tuple(parse_fault(Section(one, ("faults", number))) for number, one in enumerate(given))


def ran(folder: Path, *given: dict[str, Any], cycles: int = 3, **changes: Any) -> Outcome:
    file = vendor(folder, VENDOR)
    return run(write(folder, FETCH), cycles, vendor_file=file, faults=faults(*given), **changes)


def told(outcome: Outcome) -> list[dict[str, Any]]:
    """By cycle what the integration met; empty where nothing was created."""
    return [
        json.loads(one.incidents[0]["rawJSON"]) if one.incidents else {} for one in outcome.runs
    ]


def test_a_status_with_headers_and_text(tmp_path: Path) -> None:
    _, two, three = told(
        ran(tmp_path, {"cycle": 2, "status": 503, "headers": {"Retry-After": 30}, "text": "busy"})
    )
    assert (two["status"], two["retry"], two["text"]) == (503, "30", "busy")
    assert three["status"] == 200


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("refused", "ConnectionError"),
        ("reset", "ConnectionError"),
        ("timeout", "ReadTimeout"),
    ],
)
def test_connections_that_break(tmp_path: Path, kind: str, error: str) -> None:
    one, two, _ = told(ran(tmp_path, {"cycle": 2, "connection": kind}))
    assert "error" not in one
    assert two["error"] == error


def test_a_slow_answer_takes_its_time_or_the_clients_patience(tmp_path: Path) -> None:
    outcome = ran(tmp_path, {"cycle": 2, "slow": "45s"}, {"cycle": 3, "slow": "61s"})
    _, two, three = told(outcome)
    assert two["json"] == {"ok": True}
    assert three["error"] == "ReadTimeout"
    assert [round(one.duration_s) for one in outcome.runs] == [0, 45, 60]


@pytest.mark.parametrize(
    ("kind", "text"), [("truncated", '{"ok":'), ("invalid", '{{"ok": true},}'), ("empty", "")]
)
def test_bodies_that_are_no_json(tmp_path: Path, kind: str, text: str) -> None:
    _, two, three = told(ran(tmp_path, {"cycle": 2, "body": kind}))
    assert (two["status"], two["text"]) == (200, text)
    assert two["error"] == "JSONDecodeError"
    assert three["json"] == {"ok": True}


def test_another_content_type(tmp_path: Path) -> None:
    _, two, _ = told(ran(tmp_path, {"cycle": 2, "content_type": "text/html"}))
    assert (two["type"], two["json"]) == ("text/html", {"ok": True})


def test_an_expired_token(tmp_path: Path) -> None:
    _, two, _ = told(ran(tmp_path, {"cycle": 2, "token": "expired"}))
    assert two["status"] == 401


@pytest.mark.parametrize("call", ["incidents", "setLastRun"])
def test_a_call_that_fails_ends_the_run(tmp_path: Path, call: str) -> None:
    outcome = ran(tmp_path, {"cycle": 2, "raise": call})
    one, two, three = outcome.runs
    assert (one.status, two.status, three.status) == ("ok", "error", "ok")
    assert two.failure is not None
    assert two.failure.message == f"ConnectionError: fault: {call}() fails"
    assert two.failure.on_purpose
    assert three.last_run.before == {"n": 1}
    assert (outcome.judgement.tally.failed, outcome.judgement.tally.unasked_failures) == (1, 0)


def test_a_failing_call_can_be_caught(tmp_path: Path) -> None:
    body = """\
        demisto.setLastRun({'n': 1})
        try:
            demisto.incidents([{'name': 'a'}])
        except Exception as error:
            demisto.error(str(error))
    """
    (one,) = run(write(tmp_path, body), 1, faults=faults({"cycle": 1, "raise": "incidents"})).runs
    assert (one.status, one.last_run.after, one.incidents) == ("ok", {"n": 1}, ())


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", ["incidents", "setLastRun"])
def test_a_kill_saves_nothing(tmp_path: Path, when: str, call: str) -> None:
    outcome = ran(tmp_path, {"cycle": 2, "kill": f"{when} {call}"})
    _, two, three = outcome.runs
    assert (two.status, two.message) == ("crashed", f"Error: killed {when} {call}()")
    assert (two.last_run.after, two.incidents) == ({"n": 1}, ())
    assert len(two.dropped) == (call == "incidents" and when == "after")
    assert two.last_run.was_set == (call == "incidents" or when == "after")
    assert three.last_run.before == {"n": 1}
    assert outcome.summary.failed == 1


def test_a_kill_counts_where_the_code_swallows_it(tmp_path: Path) -> None:
    body = """\
        try:
            demisto.incidents([])
        except BaseException:
            pass
        demisto.setLastRun({'n': 1})
    """
    given = faults({"cycle": 1, "kill": "before incidents"})
    (one,) = run(write(tmp_path, body), 1, faults=given).runs
    assert (one.status, one.last_run.after) == ("crashed", {})


def test_the_last_run_is_reset_or_replaced(tmp_path: Path) -> None:
    outcome = ran(
        tmp_path, {"cycle": 3, "last_run": "reset"}, {"cycle": 4, "last_run": {"n": 9}}, cycles=4
    )
    assert [one["n"] for one in told(outcome)] == [0, 1, 0, 9]
    assert [one.first_run for one in outcome.runs] == [True, False, True, False]


# Creates one event a cycle, numbered by the last run.
COUNTS = """\
    n = demisto.getLastRun().get('n', 0)
    demisto.setLastRun({'n': n + 1})
    demisto.incidents([{'name': 'a', 'rawJSON': json.dumps({'id': f'alert-{n}'})}] * COPIES)
"""


@pytest.mark.parametrize(
    ("back", "copies", "ids", "repeated"),
    [
        ("cycle 2", 1, [0, 1, 2, 3, 2, 3], {}),
        ("reset", 1, [0, 1, 2, 3, 0, 1], {}),
        ({"n": 1}, 1, [0, 1, 2, 3, 1, 2], {}),
        # The same event twice in one fetch is no consequence of a state that is put back.
        ("cycle 2", 2, [0, 1, 2, 3, 2, 3], {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1}),
    ],
)
def test_what_was_created_after_a_state_that_is_put_back_may_come_again(
    tmp_path: Path, back: object, copies: int, ids: list[int], repeated: dict[int, int]
) -> None:
    given = faults({"cycle": 5, "last_run": back})
    body = COUNTS.replace("COPIES", str(copies))
    outcome = run(write(tmp_path, body), 6, faults=given, id_field="id")
    assert [one.incidents[0]["rawJSON"] for one in outcome.runs] == [
        f'{{"id": "alert-{n}"}}' for n in ids
    ]
    assert outcome.judgement.duplicates == repeated


def test_what_was_created_before_a_state_that_is_put_back_may_not(tmp_path: Path) -> None:
    """The state of cycle 3 knows the events of cycles 1 and 2; the code sends them by turns."""
    body = COUNTS.replace("COPIES", "1").replace("f'alert-{n}'", "f'alert-{n % 2}'")
    given = faults({"cycle": 5, "last_run": "cycle 3"})
    outcome = run(write(tmp_path, body), 5, faults=given, id_field="id")
    assert outcome.judgement.duplicates == {3: 1, 4: 1, 5: 1}


def test_a_disabled_instance_fetches_later_by_the_time_that_it_was_disabled(tmp_path: Path) -> None:
    outcome = ran(tmp_path, {"cycle": 2, "disabled": "1d"})
    assert [f"{one.at:%d %H:%M}" for one in outcome.runs] == ["01 00:00", "02 00:01", "02 00:02"]


def test_the_integrations_clock_steps_and_the_products_does_not(tmp_path: Path) -> None:
    outcome = ran(tmp_path, {"cycle": 2, "clock": "+1h"}, {"cycle": 3, "clock": "-2h"})
    assert [one["now"][:16] for one in told(outcome)] == [
        "2024-01-01T00:00",
        "2024-01-01T01:01",
        "2023-12-31T23:02",
    ]
    assert [f"{one.at:%H:%M}" for one in outcome.runs] == ["00:00", "00:01", "00:02"]


def test_a_parameter_changes_and_stays_so(tmp_path: Path) -> None:
    given = {"cycle": 2, "params": {"max_fetch": "5"}}
    outcome = ran(tmp_path, given, params={"max_fetch": "50"})
    assert [one["max"] for one in told(outcome)] == ["50", "5", "5"]


def test_a_secret_that_changes_is_masked(tmp_path: Path) -> None:
    body = "demisto.incidents([{'name': demisto.params()['apikey']}])"
    given = faults({"cycle": 2, "params": {"apikey": "new-and-secret-4711"}})
    outcome = run(write(tmp_path, body), 2, params={"apikey": "old-and-secret"}, faults=given)
    assert "secret" not in str([one.incidents for one in outcome.runs])


def test_a_restart_clears_what_content_modules_remember(tmp_path: Path) -> None:
    (tmp_path / "Packs").mkdir()
    body = """\
        import CommonServerPython
        seen = getattr(CommonServerPython, 'SEEN', 0) + 1
        CommonServerPython.SEEN = seen
        demisto.incidents([{'name': str(seen)}])
    """
    home = write(tmp_path, body)
    code = home / "Probe.py"
    code.write_text("from CommonServerPython import *\n" + code.read_text())
    for where in ("inline", "process"):
        given = faults({"cycle": 3, "server": "restart"})
        outcome = run(home, 4, faults=given, isolation=Isolation(where))
        assert [one.incidents[0]["name"] for one in outcome.runs] == ["1", "2", "1", "2"]


def test_a_restart_loses_nothing_else(tmp_path: Path) -> None:
    """Clock, parameters and how often a fault has happened go on in the next process."""
    given = (
        {"cycle": "2", "clock": "+1h"},
        {"cycle": 2, "params": {"max_fetch": "5"}},
        {"cycle": "1..", "status": 500, "times": 3},
        {"cycle": 3, "server": "restart"},
    )
    changes: dict[str, Any] = {"params": {"max_fetch": "9"}, "cycles": 5}
    inline = ran(tmp_path, *given, **changes)
    apart = ran(tmp_path, *given, **changes, isolation=Isolation("process"))
    assert told(apart) == told(inline)
    assert [one["status"] for one in told(apart)] == [500, 500, 500, 200, 200]
    assert [one["now"][11:13] for one in told(apart)] == ["00", "01", "01", "01", "01"]
    assert [one["max"] for one in told(apart)] == ["9", "5", "5", "5", "5"]


def test_by_number_of_the_request(tmp_path: Path) -> None:
    third = told(ran(tmp_path, {"request": 3, "status": 500}, cycles=4))
    assert [one["status"] for one in third] == [200, 200, 500, 200]
    first = told(ran(tmp_path, {"cycle": "2..3", "request": 1, "status": 500}, cycles=4))
    assert [one["status"] for one in first] == [200, 500, 500, 200]


def test_by_path_and_method(tmp_path: Path) -> None:
    for on, status in (("/alerts", 500), ("GET /al*", 500), ("POST /alerts", 200), ("/x", 200)):
        outcome = ran(tmp_path, {"on": on, "status": 500}, cycles=1)
        assert told(outcome)[0]["status"] == status, on


def test_by_time(tmp_path: Path) -> None:
    given = {"at": "+1m", "until": "+3m", "status": 500}
    assert [one["status"] for one in told(ran(tmp_path, given, cycles=4))] == [200, 500, 500, 200]


def test_a_change_at_a_time_happens_once(tmp_path: Path) -> None:
    outcome = ran(tmp_path, {"at": "+90s", "last_run": "reset"}, cycles=5)
    assert [one["n"] for one in told(outcome)] == [0, 1, 0, 1, 2]


def test_at_random_by_the_seed(tmp_path: Path) -> None:
    def statuses(seed: int) -> list[int]:
        outcome = ran(tmp_path, {"chance": 0.3, "status": 500}, cycles=60, seed=seed)
        return [one["status"] for one in told(outcome)]

    assert statuses(1) == statuses(1)
    assert statuses(1) != statuses(2)
    assert 6 <= statuses(1).count(500) <= 32


def test_so_often_at_most(tmp_path: Path) -> None:
    outcome = ran(tmp_path, {"cycle": "2..", "status": 500, "times": 2}, cycles=5)
    assert [one["status"] for one in told(outcome)] == [200, 500, 500, 200, 200]


def test_the_record_tells_of_each_fault(tmp_path: Path) -> None:
    outcome = ran(
        tmp_path,
        {"cycle": 2, "status": 500},
        {"cycle": 2, "clock": "+1s"},
        {"cycle": 3, "raise": "incidents"},
    )
    logs = [
        [log.message for log in one.record.logs if log.level == "fault"] for one in outcome.runs
    ]
    assert logs == [
        [],
        ["fault: clock: +1s", "fault: status: 500"],
        ["fault: incidents() fails"],
    ]


def test_a_vendor_that_breaks_behind_a_fault_is_named(tmp_path: Path) -> None:
    from xfetch.emulator.errors import VendorError

    file = vendor(tmp_path, "class Vendor:\n    def handle(self, request, now):\n        1 / 0\n")
    home = write(tmp_path, FETCH)
    with pytest.raises(VendorError, match=r"vendor.py:3: .*ZeroDivisionError"):
        run(home, 1, vendor_file=file, faults=faults({"cycle": 1, "slow": "1s"}))


def test_no_faults_for_the_real_product(tmp_path: Path) -> None:
    from xfetch.emulator.errors import UsageError

    with pytest.raises(UsageError, match="cannot be used with the real product"):
        run(write(tmp_path, "pass"), 1, live=True, faults=faults({"cycle": 1, "status": 500}))
