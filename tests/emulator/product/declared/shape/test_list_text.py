"""However many events a page shows, and however often, each reads as if it were alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.product.declared.worlds import at, client, event
from xfetch.emulator.record.json_text import json_text
from xfetch.emulator.record.product_event import VendorEvent

COUNT = 12
SHAPES = (
    "'@id'",
    "'@score text'",
    "'@created epoch_s'",
    "'@created epoch_ns'",
    "'@updated epoch_ms text'",
    "'@visible iso.3 +01:00'",
    "'@host.ip'",
    "'@fields'",
    "'@stream'",
    "'@@id'",
    "'= score * 10 + 1'",
    "'{{ name }} of {{ id }}'",
    "{}",
    "{id: '@id', owner: '@owner?', kind: alert, version: 2, missing: '@none'}",
    "{id: '@id', owner: '@owner?', '**': '@fields'}",
    "{'**': '@host', id: '@id'}",
    "{'**': '@none'}",
    "{name: first, '**': '@fields'}",
    "{outer: {at: '@created iso', '**': '@host', ip: none}, tags: '@tags'}",
    "[{deep: ['@id', 5, true, null]}]",
)


def timeline() -> list[VendorEvent]:
    return [
        event(
            number,
            number + 0.25,
            stream=f"s{number % 2}",
            fields={
                "name": f'a{number} "é\0next\0"',
                "score": number,
                "owner": None if number % 3 else "x",
                "host": {"ip": f"10.0.0.{number}"} if number % 4 else None,
                "tags": ["a"] * (number % 3),
            },
            updates=[(60, {"score": -1})] if number == 5 else (),
        )
        for number in range(COUNT)
    ]


def section(shape: str, body: str = "'@events'") -> str:
    page = "page: {limit: query.limit, offset: query.offset}"
    return f"routes: [{{get: /a, {page}, answer: {{json: {body}, event: {shape}}}}}]"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_reads_as_its_events_one_by_one(shape: str) -> None:
    world = client(section(shape), timeline(), second=100)
    alone = [world.ask("GET", f"/a?limit=1&offset={n}").body[1:-1] for n in range(COUNT)]
    whole = b"[" + b", ".join(alone) + b"]"
    world = client(section(shape), timeline(), second=100)
    # Shown for the first time, for the second, and as it was kept.
    assert [world.ask("GET", "/a").body for _ in range(3)] == [whole] * 3


def test_a_page_of_old_and_new_events() -> None:
    world = client(section("{}", "{found: '@events'}"), timeline(), second=100)
    for limit in (7, 3, 9, COUNT, COUNT):
        found = world.get(f"/a?limit={limit}")["found"]
        fresh = client(section("{}", "{found: '@events'}"), timeline(), second=100)
        assert found == fresh.get(f"/a?limit={limit}")["found"]
        assert len(found) == limit


def test_a_kept_text_goes_with_the_event_that_changes() -> None:
    write = "{post: '/a/{id}', write: {ids: path.id, set: {score: -7}}}"
    routes = section("'@score'").removesuffix("]") + f", {write}]"
    world = client(routes, timeline(), second=50)
    scores = list(range(COUNT))
    for _ in range(3):
        assert world.get("/a") == scores
    world.second = 70
    scores[5] = -1
    assert world.get("/a") == scores
    world.post("/a/8")
    scores[8] = -7
    assert world.get("/a") == scores


def test_a_restored_vendor_shows_nothing_of_what_it_kept_before() -> None:
    world = client(section("'@score'"), timeline(), second=50)
    early = world.vendor.state()
    world.second = 100
    assert [world.get("/a")[5] for _ in range(3)] == [-1] * 3
    world.vendor.restore(early)
    world.second = 50
    assert world.get("/a")[5] == 5


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_json)
def test_the_text_of_an_event_is_what_json_writes(value: object) -> None:
    assert json_text(value) == json.dumps(value)


def test_what_is_no_json_is_refused() -> None:
    around: list[object] = []
    around.append(around)
    for value, error in ((at(0), TypeError), (around, RecursionError)):
        with pytest.raises(error):
            json_text(value)
