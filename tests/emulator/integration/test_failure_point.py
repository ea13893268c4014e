"""The values where an exception was raised, and in the loop where a fetch was killed."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from xfetch.emulator.integration.failed.failure_point import (
    Origin,
    point_in,
    point_of,
    point_of_kill,
)

CODE = """\
SEVERITY = {"low": 1}


class Alert:
    def __init__(self, raw):
        self.raw = raw

    @property
    def title(self):
        raise RuntimeError("no value may call this")

    def score(self):
        return float(self.raw["score"])


def owner(ticket):
    return dict(
        name="x",
        mail=ticket["owner"]["mail"].lower(),
    )


def severity(alert):
    return SEVERITY[alert.get("severity")]


def newest(events):
    return max(event["at"] for event in events)


def last(events):
    return events[-1]["at"]


def checked(record, limit=3):
    if record["size"] > limit:
        raise ValueError("too large")


def titled(alert):
    return alert.title + str(alert.raw["id"])


def many(records):
    for record in records:
        owner(record)


def pages(client):
    page = 0
    while page is not None:
        for item in client:
            stop(frame=False)


def stop(frame):
    raise TimeoutError
"""
ORIGIN = Origin("<code>", "Acme.py", CODE)
WORLD: dict[str, Any] = {"__name__": "builtins"}
exec(compile(CODE, "<code>", "exec"), WORLD)


def raised(name: str, *given: Any) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        WORLD[name](*given)
    return caught.value


def values(name: str, *given: Any) -> list[str]:
    return [str(one) for one in point_of(raised(name, *given), ORIGIN).values]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="3.10 knows lines, not expressions")
@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("owner", {"id": "7", "owner": None}, ['ticket["owner"] = None']),
        ("owner", {"id": "7", "owner": {"mail": 5}}, ['ticket["owner"]["mail"] = 5']),
        (
            "severity",
            {"severity": "new"},
            ["SEVERITY = {'low': 1}", "alert.get(\"severity\") = 'new'"],
        ),
        ("newest", [], ["events = []"]),
        ("last", [], ["events = []"]),
        ("checked", {"size": 9}, ['record["size"] = 9', "limit = 3"]),
        ("titled", WORLD["Alert"]({"id": 3}), []),
    ],
)
def test_the_failing_expression_tells_its_values(name: str, given: Any, told: list[str]) -> None:
    assert values(name, given) == told


def test_an_attribute_is_read_and_no_property_is_called() -> None:
    alert = WORLD["Alert"]({"id": 3, "score": "pending"})
    with pytest.raises(ValueError, match="pending") as caught:
        alert.score()
    assert [str(one) for one in point_of(caught.value, ORIGIN).values] == [
        "self.raw[\"score\"] = 'pending'"
    ]


def test_the_innermost_record_comes_first() -> None:
    record = {"id": "7", "owner": None, "note": "x" * 500, "place": {"city": "Bern", "at": [1]}}
    point = point_of(raised("many", [{"id": "6", "owner": {"mail": ""}}, record]), ORIGIN)
    assert point.objects[0] == {"id": "7", "place": {"city": "Bern"}}


def test_a_killed_fetch_tells_its_innermost_loop() -> None:
    point = point_of_kill(raised("pages", "ab"), ORIGIN)
    assert (str(point.loop), point.values) == ("Acme.py:53", ())


def test_a_while_loop_tells_its_condition() -> None:
    text = "import sys\n\ndef ask(n):\n    while n is not None:\n        seen(x for x in [n])\n"
    space: dict[str, Any] = {"seen": lambda items: [*items]}
    found = []

    def seen(items: Any) -> None:
        found.append(point_in(sys._getframe(1), Origin("<loop>", "A.py", text)))
        raise KeyError

    exec(compile(text, "<loop>", "exec"), space)
    space["seen"] = seen
    with pytest.raises(KeyError):
        space["ask"](4)
    assert [(str(one.loop), [str(v) for v in one.values]) for one in found] == [
        ("A.py:4", ["n = 4"])
    ]


def test_code_that_this_python_cannot_parse_tells_nothing() -> None:
    assert (
        point_of(raised("last", []), Origin("<code>", "Acme.py", "def last(:\n" * 60)).values == ()
    )
