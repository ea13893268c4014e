"""Answers: a template around the events, in JSON, XML, CSV or plain text; status and headers."""

from __future__ import annotations

import json as json_
from typing import Any

import pytest

from tests.emulator.product.declared.worlds import client, event
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError

TIMELINE = [
    event(1, 0.5, name='<a> & "b"', score=3, owner=None, host={"ip": "10.0.0.1"}, tags=["x"]),
    event(2, 61, name="c, d", score=4, host={"ip": "10.0.0.2"}, tags=[]),
]


def answered(answer: str, path: str = "/a", timeline: list[Any] = TIMELINE) -> Any:
    return client(f"routes: [{{get: /a, answer: {answer}}}]", timeline).get(path)


def shaped(shape: str) -> Any:
    return answered(f"{{json: '@events', event: {shape}}}")[0]


def test_without_any_shape_an_event_shows_its_fields() -> None:
    assert answered("{}")[1] == {
        "id": "2",
        "created": "2024-01-01T00:01:01.000Z",
        "name": "c, d",
        "score": 4,
        "host": {"ip": "10.0.0.2"},
        "tags": [],
    }


@pytest.mark.parametrize(
    ("shape", "shown"),
    [
        ("'@id'", "1"),
        ("'@id int'", 1),
        ("'@score text'", "3"),
        ("'@score number'", 3.0),
        ("'@created epoch_ms'", 1704067200500),
        ("'@visible iso.3 +01:00'", "2024-01-01T01:00:00.500+01:00"),
        ("'@host.ip'", "10.0.0.1"),
        ("'@tags'", ["x"]),
        ("'@none'", None),
        ("'@@id'", "@id"),
        ("'==x'", "=x"),
        ("'= score * 10 + 1'", 31),
        ("'= host.ip ~ \":443\"'", "10.0.0.1:443"),
        ("'= name | length'", 9),
        ("'https://x/{{ id }}?t={{ created | time(\"epoch_s\") }}'", "https://x/1?t=1704067200"),
        ("'{{ created }}'", "2024-01-01T00:00:00.500Z"),
        ("{id: '@id', owner: '@owner?', missing: '@none'}", {"id": "1", "missing": None}),
        ("{'**': '@host', id: '@id'}", {"ip": "10.0.0.1", "id": "1"}),
        ("[{deep: ['@id', 5, true, null]}]", [{"deep": ["1", 5, True, None]}]),
    ],
)
def test_what_an_event_may_show(shape: str, shown: Any) -> None:
    assert shaped(shape) == shown


def test_an_envelope_with_everything_an_answer_knows() -> None:
    section = """
    routes:
    - get: /a/{kind}
      page: {limit: 1, number: query.page}
      answer:
        json:
          events: "@events"
          first: "@event.id"
          meta: {count: "@count", total: "@total", page: "@page", pages: "@pages", limit: "@limit",
                 offset: "@offset", more: "@more", next: "@next", now: "@now epoch_s"}
          asked: {kind: "@path.kind", q: "@query.q", header: "@header.X-A"}
          text: "{{ total }} of {{ query.q }}, {{ events | map(attribute='id') | join('+') }}"
          computed: "= total * 2"
        event: {id: "@id"}
    """
    got = client(section, TIMELINE, second=100).get("/a/alerts?page=2&q=all", {"X-A": "b"})
    assert got == {
        "events": [{"id": "2"}],
        "first": "2",
        "meta": {
            "count": 1, "total": 2, "page": 2, "pages": 2, "limit": 1, "offset": 1, "more": False,
            "next": None, "now": 1704067300,
        },
        "asked": {"kind": "alerts", "q": "all", "header": "b"},
        "text": "2 of all, 2",
        "computed": 4,
    }  # fmt: skip


def test_an_event_may_show_what_the_request_asked() -> None:
    answer = "{json: '@events', event: {id: '@id', asked: '@query.q'}}"
    assert answered(answer, "/a?q=1")[0]["asked"] == "1"
    assert answered(answer, "/a?q=2")[0]["asked"] == "2"


def test_what_is_shown_follows_the_updates() -> None:
    section = (
        "routes: [{get: /a, answer: {json: '@events', event: ['@state', '@updated epoch_s']}}]"
    )
    timeline = [event(1, 0, state="new", updates=[(50, {"state": "open"}), (90, {"other": 1})])]
    asked = client(section, timeline, second=10)
    seen = []
    for second in (10, 60, 100):
        asked.second = second
        seen += asked.get("/a")
    assert seen == [["new", 1704067200], ["open", 1704067250], ["open", 1704067290]]


def test_status_headers_and_content_type() -> None:
    section = """
    routes:
    - get: /a
      answer:
        status: 206
        headers: {X-Count: "@count text", X-Many: [a, b], X-None: "@next text"}
        content_type: application/vnd.acme+json
        json: {}
    """
    got = client(section, TIMELINE).ask("GET", "/a")
    assert got.status == 206
    assert got.headers.pairs == (
        ("X-Count", "2"),
        ("X-Many", "a"),
        ("X-Many", "b"),
        ("Content-Type", "application/vnd.acme+json"),
    )


def test_xml_escapes_what_it_is_filled_with() -> None:
    section = """
    routes:
    - get: /a
      answer:
        xml: |
          <alerts n="{{ count }}">
          {% for e in events %}<alert id="{{ e.id }}"><name>{{ e.name }}</name></alert>
          {% endfor %}</alerts>
    """
    got = client(section, TIMELINE).ask("GET", "/a")
    assert got.headers["Content-Type"].startswith("application/xml")
    assert b"<name>&lt;a&gt; &amp; &#34;b&#34;</name>" in got.body
    assert got.body.startswith(b'<alerts n="2">\n<alert id="1">')


def test_csv_with_a_line_an_event() -> None:
    section = """
    routes:
    - get: /a
      answer:
        csv:
          columns: {Id: "@id", Name: "@name", When: "@created epoch_s", Host: "@host", Absent: "@absent"}
    - {get: /b, answer: {csv: {columns: {Id: "@id"}, delimiter: "|", header: false}}}
    """
    asked = client(section, TIMELINE)
    assert asked.ask("GET", "/a").body.decode().splitlines() == [
        "Id,Name,When,Host,Absent",
        '1,"<a> & ""b""",1704067200,"{""ip"": ""10.0.0.1""}",',
        '2,"c, d",1704067261,"{""ip"": ""10.0.0.2""}",',
    ]
    assert asked.ask("GET", "/b").body == b"1\r\n2\r\n"


def test_plain_text() -> None:
    section = r"""
    routes:
    - get: /a
      answer: {text: "{% for e in events %}CEF:0|Acme|{{ e.score }}|{{ e.name | upper }}\n{% endfor %}"}
    - {get: /b, answer: {text: ok}}
    """
    asked = client(section, TIMELINE)
    assert asked.ask("GET", "/a").body == b'CEF:0|Acme|3|<A> & "B"\nCEF:0|Acme|4|C, D\n'
    assert asked.ask("GET", "/b").body == b"ok"


def test_json_lines_by_a_template() -> None:
    section = "routes: [{get: /a, answer: {text: '{% for e in events %}{{ e | tojson }}\n\n{% endfor %}'}}]"
    lines = client(section, TIMELINE).ask("GET", "/a").body.decode().split("\n")
    assert [json_.loads(line)["id"] for line in lines if line] == ["1", "2"]


@pytest.mark.parametrize("shape", ["'@id'", "'https://x/{{ id }}'", "{id: '@id'}"])
def test_text_with_an_event_on_each_line(shape: str) -> None:
    section = f"routes: [{{get: /a, answer: {{text: '@events', event: {shape}}}}}]"
    lines = client(section, TIMELINE).ask("GET", "/a").body.decode().splitlines()
    assert lines in (["1", "2"], ["https://x/1", "https://x/2"], ['{"id": "1"}', '{"id": "2"}'])
    empty = client(section, [])
    assert empty.ask("GET", "/a").body == b""


@pytest.mark.parametrize("answer", [{"xml": "@events"}, {"text": "@events?"}])
def test_events_amid_other_text_need_a_template(answer: dict[str, str]) -> None:
    with pytest.raises(SectionError, match="events in a text need a template"):
        parse_api({"routes": [{"get": "/a", "answer": answer}]})


HOSTILE = [
    "{{ ''.__class__.__mro__ }}",
    "{{ events.__class__ }}",
    "{{ events[0].__init__.__globals__ }}",
    "{{ 'x' * 10000000000 }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 'a'.format() }}",
    "{{ 'a'.center(9999999999) }}",
    "{{ 'aaaa' | replace('a', 'a' | replace('a', query.big)) | replace('a', query.big) }}",
    "{{ events | map('attr', '__class__') | list }}",
]


def told(source: str) -> str:
    """What a text template gives, or the message that it is refused with."""
    section = f"routes: [{{get: /a, answer: {{text: {json_.dumps(source)}}}}}]"
    try:
        body = client(section, TIMELINE).ask("GET", "/a?big=" + "b" * 90_000).body
    except SectionError as error:
        assert error.path == ("api", "routes", 0, "answer", "text")  # noqa: PT017
        return error.message
    return body.decode()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_templates_reach_and_grow_no_further_than_their_values(hostile: str) -> None:
    text = told(hostile)
    # Jinja shows an unsafe attribute as nothing at all; what is refused quotes the expression.
    assert len(text) < 400
    assert "<class" not in text
    assert "AttributeError" not in text


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("{{ x", "x"),
        ("{% for e in events %}", "endfor"),
        ("{{ evnts }}", "evnts"),
        ("{{ id | nosuch }}", "nosuch"),
        ("{{ id | center(9) }}", "center"),
        ("{% set x = 1 %}{{ x }}", "assign is not possible"),
        ("{% macro m() %}{% endmacro %}", "macro is not possible"),
        ("{% include '/etc/passwd' %}", "include is not possible"),
        ("{% import 'os' as os %}", "import is not possible"),
        ("{% for e in events recursive %}{% endfor %}", "recursive"),
        ("{% for a in events %}" * 4 + "{% endfor %}" * 4, "nested deeper"),
    ],
)
def test_a_broken_template_is_refused_before_it_runs(source: str, named: str) -> None:
    with pytest.raises(SectionError, match=named) as caught:
        parse_api({"routes": [{"get": "/a", "answer": {"text": source}}]})
    assert caught.value.path == ("api", "routes", 0, "answer", "text")


def test_an_expression_that_fails_names_its_place_and_itself() -> None:
    section = "routes: [{get: /a, answer: {json: '@events', event: {x: '= score / zero'}}}]"
    asked = client(section, [event(1, score=1, zero=0)])
    with pytest.raises(SectionError, match="score / zero") as caught:
        asked.get("/a")
    assert caught.value.path == ("api", "routes", 0, "answer", "event", "x")
    assert str(caught.value).startswith("api.routes[0].answer.event.x: ")


@pytest.mark.parametrize(
    ("answer", "path", "named"),
    [
        ({"json": "@evnts"}, ("json",), "did you mean 'events'"),
        ({"json": {"a": ["@created"]}}, ("json", "a", 0), "no value @created here"),
        ({"json": {}, "text": ""}, (), "one body"),
        ({"event": "@created iso.4"}, ("event",), "iso.3"),
        ({"status": 99}, ("status",), "from 200 to 599"),
        ({"headers": {"a:b": "x"}}, ("headers", "a:b"), "header"),
        ({"csv": {"columns": {}}}, ("csv", "columns"), "column names"),
        (
            {"csv": {"columns": {"a": "@a"}, "delimiter": ";;"}},
            ("csv", "delimiter"),
            "one character",
        ),
        ({"text": {"a": 1}}, ("text",), "must be text"),
        ({"josn": 1}, ("josn",), "did you mean 'json'"),
    ],
)
def test_mistakes_are_named_with_their_place(
    answer: Any, path: tuple[str | int, ...], named: str
) -> None:
    with pytest.raises(SectionError, match=named) as caught:
        parse_api({"routes": [{"get": "/a", "answer": answer}]})
    assert caught.value.path == ("api", "routes", 0, "answer", *path)


def test_one_event_where_a_list_is_meant_is_told() -> None:
    with pytest.raises(SectionError, match="write @events"):
        parse_api({"routes": [{"get": "/a", "answer": {"json": {"alerts": "@event"}}}]})
    for route in (
        {"get": "/a/{id}", "one": "path.id", "answer": {"json": "@event"}},
        {"get": "/a", "answer": {"json": {"first": "@event", "all": "@events"}}},
    ):
        parse_api({"routes": [route]})
