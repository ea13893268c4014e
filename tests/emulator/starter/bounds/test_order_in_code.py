"""The order in which answers come, by what the code of a fetch does with them."""

from __future__ import annotations

from textwrap import indent

import pytest

from xfetch.emulator.starter.bounds.order_in_code import OrderInCode, order_at, orders_in_code


def order_in_code(code: str, path: str = "/api") -> OrderInCode | None:
    return order_at(path, orders_in_code(code))


@pytest.mark.parametrize(
    ("code", "down"),
    [
        ("alerts.reverse()", True),
        ("for alert in reversed(alerts): pass", True),
        ("for one in reversed(aros): incidents.append(one)", True),
        ("for one in reversed(names): words.append(one)", None),
        ("alerts = alerts[::-1]", True),
        ("incidents.insert(0, incident)", True),
        ("last_run['time'] = alerts[0].get('dateInserted')", True),
        ("last_fetch = incidents[-1]['occurred']", False),
        ("demisto.setLastRun({'start_time': cases[len(cases) - 1]['dateCreated']})", False),
        ("next_run = {'id': alerts[-1].get('id')}", False),
        ("demisto.setLastRun({'at': alerts[0]['timestamp'] + 1 if alerts else last})", True),
        ("last_run = int(cases[0].get(date_field))", True),
        # Both ways, or nothing of events.
        ("alerts.reverse()\nlast = alerts[-1]['created']", None),
        ("parts.reverse()\nname = words[::-1]\ntoken = answers[0]['created']", None),
        ("title = alerts[0]['created']", None),
    ],
)
def test_what_a_fetch_does_with_the_list(code: str, down: bool | None) -> None:
    found = order_in_code(f"def fetch_incidents():\n{indent(code, '    ')}")
    assert (found.down if found is not None else None) == down


def test_only_functions_of_a_fetch_count() -> None:
    assert order_in_code("def list_command():\n    alerts.reverse()") is None
    found = order_in_code("def fetch():\n    alerts.reverse()")
    assert found is not None
    assert found.why == "line 2 turns the list around"


def test_of_two_orders_that_of_the_list_counts() -> None:
    code = (
        "def fetch_alarms():\n    last_run['a'] = alarms[0]['created']\n"
        "def fetch_cases():\n    last_run['c'] = cases[-1]['created']\n"
    )
    assert order_in_code(code) is None
    of_alarms, of_cases = order_in_code(code, "/v1/alarms"), order_in_code(code, "/v1/case/list")
    assert of_alarms is not None
    assert of_alarms.down
    assert of_cases is not None
    assert not of_cases.down


def test_a_description_says_that_there_is_no_order() -> None:
    doc = '"""The returned alerts are not\n    ordered by their date."""'
    found = order_in_code(f"def fetch():\n    {doc}\n    alerts.reverse()")
    assert found is not None
    assert found.none
