"""A field that no event has is refused with its place; one that some event has is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

import pytest
import yaml

from tests.emulator.product.declared.worlds import event
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.product.declared.known_fields import check_fields
from xfetch.emulator.record.product_event import VendorEvent
from xfetch.emulator.settings.section import SectionError

HOST = {"name": "h", "tags": [{"key": "k"}], "parts": [], "owner": None}
TIMELINE = (
    event(1, title="t", severity="high"),
    event(2, title="t", host=HOST, updates=[(5, {"status": "closed"})]),
)


def refused(section: str, events: Sequence[VendorEvent] = TIMELINE) -> str:
    """The place and the message, empty where nothing is refused."""
    read = yaml.safe_load(section)
    parse_api(read)
    try:
        check_fields(read, events)
    except SectionError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("route", "told"),
    [
        ("filter: {createdd: query.since}", "filter.createdd: no event has the field 'createdd'"),
        ("filter: [{id: query.id}, {state: open}]", "filter[1].state: no event has"),
        ("filter: {host.nmae: query.h}", "filter.host.nmae: no event has the field 'host.nmae'"),
        ("filter: {fields.titel: query.t}", "did you mean 'title'?"),
        ("order: {by: creatd}", "order.by: no event has the field 'creatd'; did you mean 'created'?"),
        ("order: [-created, nmae]", "order: no event has the field 'nmae'"),
        ("order: {asked: query.sort, fields: {when: risen}}", "order.fields.when: no event has"),
        ("search: {from: query.q, fields: {sev: {field: severty}}}", "search.fields.sev: "),
        ("search: {from: query.q, fields: {sev: severty}}", "did you mean 'severity'?"),
        ("event: {id: '@idd'}", "event.id: no event has the field 'idd'; did you mean 'id'?"),
        ("event: {a: [{b: '@titel text'}]}", "event.a[0].b: no event has the field 'titel'"),
        ("event: {a: '= risk * 10'}", "event.a: no event has the field 'risk'"),
        ("event: {a: 'on {{ host.nmae }}'}", "event.a: no event has the field 'host.nmae'"),
        ("event: {a: '{{ host[\"nmae\"] }}'}", "'host.nmae'"),
        ("answer: {json: '@events', event: {id: '@idd'}}", "answer.event.id: no event"),
        ("answer: {csv: {columns: {Id: '@idd'}}}", "answer.csv.columns.Id: no event"),
        ("answer: {json: 1, if_empty: {json: 2, event: {x: '@y'}}}", "answer.if_empty.event.x"),
        ("write: {take: {tagz: x}}", "write.take.tagz: no event has the field 'tagz'"),
    ],
)  # fmt: skip
def test_a_field_that_no_event_has(route: str, told: str) -> None:
    method = "patch" if "write" in route else "get"
    assert told in refused(f"routes: [{{{method}: /a, {route}}}]")


@pytest.mark.parametrize(
    "route",
    [
        "filter: {created: query.a, visible: query.b, updated: query.c, id: query.d, stream: s}",
        "filter: {severity: query.s, status: query.t, host.name: query.h, host.tags.key: query.k}",
        "filter: {host.parts.serial: query.s, host.owner.name: query.o}",
        "order: unspecified",
        "order: {by: '-host.name', asked: query.sort}",
        "event: {a: '@fields.title', b: '@title?', c: '@owner?', d: '@query.limit', '**': '@fields'}",
        "event: {a: '@host.tags', b: '@created epoch_s', c: '@@owner', d: '==owner', e: '@visible'}",
        "event: {a: '{{ owner | default(1) }}', b: '{{ owner.name | d(2) }}', c: '{{ title.upper() }}'}",
        "event: {a: '{% if owner is defined %}1{% endif %}', b: '= fields.title', c: '{{ created }}'}",
        "event: {a: '{% for t in host.tags %}{{ loop.index }} {{ t.key }}{% endfor %}'}",
        "search: {from: query.q, fields: {status: {precision: second}, when: created}}",
    ],
)
def test_a_field_that_is_there_or_may_be_absent(route: str) -> None:
    assert refused(f"routes: [{{get: /a, {route}}}]") == ""


def test_what_a_write_gives_the_events_is_there() -> None:
    write = "{post: /a, write: {ids: body.ids, set: {audit.by: x}, add: {tags: y}}}"
    reads = "{get: /b, filter: {tags: query.t, audit.by: query.b, audit: {exists: true}}}"
    assert refused(f"routes: [{write}, {reads}]") == ""
    assert "'audits'" in refused(f"routes: [{write}, {{get: /b, filter: {{audits: query.a}}}}]")


def test_the_shape_and_the_times_of_the_whole_api() -> None:
    assert refused("event: {id: '@idd'}\nroutes: [{get: /a}]").startswith("api.event.id: ")
    assert refused("times: [publishd]\nroutes: [{get: /a}]").startswith("api.times[0]: ")
    errors = "errors: {missing: {json: 1, event: {x: '@y'}}}\nroutes: [{get: /a}]"
    assert refused(errors).startswith("api.errors.missing.event.x: ")


@pytest.mark.parametrize("events", [(), (event(1), event(2))])
def test_of_events_without_fields_nothing_is_known(events: tuple[VendorEvent, ...]) -> None:
    assert refused("routes: [{get: /a, filter: {severity: query.s}}]", events) == ""


def test_known_fields_are_told_and_not_without_end() -> None:
    told = refused("routes: [{get: /a, filter: {x: 1}}]")
    assert "known: created, fields, host, id, severity, status, stream, title" in told
    assert told.endswith("host.name, host.owner, host.parts, host.tags, host.tags.key")
    wide = event(1, fields={f"field_{n:03}": n for n in range(100)})
    told = refused("routes: [{get: /a, filter: {feild_070: 1}}]", (wide,))
    assert "did you mean 'field_070'?" in told
    assert told.endswith("and 66 more")


class Counted(Sequence[VendorEvent]):
    """Says how many of its events were looked at."""

    def __init__(self, events: Sequence[VendorEvent]) -> None:
        self.events = events
        self.seen = 0

    def __len__(self) -> int:
        return len(self.events)

    @overload
    def __getitem__(self, index: int) -> VendorEvent: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[VendorEvent]: ...
    def __getitem__(self, index: int | slice) -> VendorEvent | Sequence[VendorEvent]:
        return self.events[index]

    def __iter__(self) -> Iterator[VendorEvent]:
        for one in self.events:
            self.seen += 1
            yield one


def test_events_are_looked_at_until_every_field_was_seen() -> None:
    events = Counted([event(n, fields={"a": 1, **({"b": 2} if n == 3 else {})}) for n in range(99)])
    assert refused("routes: [{get: /a, filter: {a: query.a}}]", events) == ""
    assert events.seen == 1
    events.seen = 0
    assert refused("routes: [{get: /a, filter: {a: query.a, b: query.b}}]", events) == ""
    assert events.seen == 4
    events.seen = 0
    assert refused("routes: [{get: /a, filter: {created: query.a}}]", events) == ""
    assert events.seen == 0


def test_a_list_without_an_event_has_no_unknown_field() -> None:
    section = """
        routes:
        - {get: /alerts, stream: alerts, answer: {json: "@events", event: {h: "@headline"}}}
        - {get: /audits, stream: audits, answer: {json: "@events", event: {a: "@action"}}}
    """
    audits = (replace(event(1, action="login"), stream="audits"),)
    assert refused(section, audits) == ""
    both = (*audits, replace(event(2, title="t"), stream="alerts"))
    assert "no event has the field 'headline'" in refused(section, both)
