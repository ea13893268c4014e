"""Query expressions: OData, Lucene-like, lists of key:'value', and lists of conditions."""

from __future__ import annotations

import json as json_
from typing import Any
from urllib.parse import quote

import pytest

from tests.emulator.product.declared.worlds import client, event
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError

TIMELINE = [
    event("a", 0, status="new", rank=1, title="It's odd", host={"name": "x"}, tags=["p"]),
    event("b", 60, status="open", rank=5, title="plain", host={"name": "y"}, tags=["p", "q"]),
    event("c", 120, status="closed", rank=10, title="PowerShell run", host={"name": "x"}),
    event("d", 180, status="new", rank=2.5, title="42", path="[a]*b"),
]


def found(language: str, expression: str, fields: str = "{}") -> Any:
    section = f"""
    routes:
    - get: /a
      search: {{from: query.q, language: {language}, fields: {fields}}}
      answer: {{json: "@ids"}}
    """
    asked = client(section, TIMELINE)
    answer = asked.ask("GET", f"/a?q={quote(expression)}")
    return "".join(json_.loads(answer.body)) if answer.status == 200 else answer.status


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("status eq 'new'", "ad"),
        ("status ne 'new'", "bc"),
        ("rank gt 2 and rank le 5", "bd"),
        ("(status eq 'open' or status eq 'closed') and rank lt 10", "b"),
        ("status eq 'new' and (rank ge 2 or rank lt 0)", "d"),
        ("not (status eq 'new')", "bc"),
        ("NOT status eq 'new' AND rank ne 5", "c"),
        ("status in ('new','closed')", "acd"),
        ("createdDateTime ge 2024-01-01T00:01:00Z", "bcd"),
        (
            "createdDateTime gt 2024-01-01T00:01:00.0000000Z and createdDateTime lt 2024-01-01T00:03:00Z",
            "c",
        ),
        ("createdDateTime gt datetime'2024-01-01T00:02:00'", "d"),
        ("2024-01-01T00:02:00Z lt createdDateTime", "d"),
        ("created ge 2024-01-01", "abcd"),
        ("title eq 'It''s odd'", "a"),
        ("contains(title,'shell')", "c"),
        ("startswith(title,'pl') or endswith(title,'run')", "bc"),
        ("contains(title,'shell') eq false", "abd"),
        ("host/name eq 'x'", "ac"),
        ("host eq null", "d"),
        ("tags eq 'q'", "b"),
        ("rank eq 2.5", "d"),
        ("title eq '42'", "d"),
        ("startswith(path,'[a]*')", "d"),
        ("endswith(path,'?b')", ""),
    ],
)
def test_odata(expression: str, expected: str) -> None:
    assert found("odata", expression, "{createdDateTime: created}") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("status:new", "ad"),
        ("status:new AND rank:>=2", "d"),
        ("status:open OR status:closed", "bc"),
        ("status:open status:closed", "bc"),
        ("status:(open OR closed) AND NOT rank:10", "b"),
        ("+status:new -rank:1", "d"),
        ("status:new && !rank:1", "d"),
        ("created:[2024-01-01T00:01:00Z TO 2024-01-01T00:02:00Z]", "bc"),
        ("created:{2024-01-01T00:00:00Z TO *]", "bcd"),
        ("created:[* TO 2024-01-01T00:01:00Z}", "a"),
        ("created:>2024-01-01T00:01:00Z", "cd"),
        ("rank:[2 TO 5]", "bd"),
        ('title:"It\'s odd"', "a"),
        ("title:p*", "bc"),
        ("path:*?b", "d"),
        ("host.name:y", "b"),
        ("_exists_:tags", "ab"),
        ("tags:*", "ab"),
        ("powershell", "c"),
        ("*:*", "abcd"),
        ("created:[now-1y TO now]", 400),
    ],
)
def test_lucene(expression: str, expected: Any) -> None:
    assert found("lucene", expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("status:'new'", "ad"),
        ("created_timestamp:>'2024-01-01T00:01:00Z'", "cd"),
        ("created_timestamp:>='2024-01-01T00:01:00Z'+status:'new'", "d"),
        ("status:'open',status:'closed'", "bc"),
        ("status:['open','closed']+rank:<10", "b"),
        ("status:!'new'", "bc"),
        ("status:![ 'new' , 'open' ]", "c"),
        ("(status:'new',rank:5)+rank:>2", "bd"),
        ("title:~'shell'", "c"),
        ("title:*'p*'", "bc"),
        ("path:*'[a]*'", "d"),
        ("path:*'?a*'", ""),
        ("title:!~'shell'+status:!'new'", "b"),
        ('rank:5', "b"),
        ("rank:'5'", "b"),
        ("created_timestamp:>'now-1h'", ""),
    ],
)  # fmt: skip
def test_key_value_lists(expression: str, expected: str) -> None:
    assert found("key_value", expression, "{created_timestamp: created}") == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([{"field": "status", "operator": "eq", "value": "new"}], "ad"),
        (
            [
                {"field": "rank", "operator": "gte", "value": 5},
                {"name": "status", "op": "!=", "value": "open"},
            ],
            "c",
        ),
        ([{"field": "status", "operator": "in", "value": ["open", "new"]}], "abd"),
        ([{"field": "status", "value": ["open"]}], "b"),
        ([{"fieldName": "status", "operator": "NOT_IN", "values": ["open", "new"]}], "c"),
        ({"or": [{"key": "rank", "value": 1}, {"key": "rank", "value": 5}]}, "ab"),
        (
            {
                "and": [
                    {"key": "rank", "op": ">", "value": 1},
                    {"not": {"key": "status", "value": "new"}},
                ]
            },
            "bc",
        ),
        ([{"field": "t", "operator": "GREATER_THAN_OR_EQUAL_TO", "value": "1704067320"}], "cd"),
        ([], "abcd"),
    ],
)
def test_lists_of_conditions(conditions: Any, expected: str) -> None:
    fields = "{t: {field: created, format: epoch_s}}"
    assert found("list", json_.dumps(conditions), fields) == expected


def test_a_list_in_the_body() -> None:
    section = (
        "routes: [{post: /a, search: {from: body.filters, language: list}, answer: {json: '@ids'}}]"
    )
    body = {"filters": [{"field": "status", "operator": "eq", "value": "open"}]}
    assert client(section, TIMELINE).post("/a", body) == ["b"]


@pytest.mark.parametrize(
    ("language", "expression"),
    [
        ("odata", "status eq"),
        ("odata", "status is 'x'"),
        ("odata", "created ge 'soon'"),
        ("odata", "(" * 3000),
        ("lucene", "status:[a TO"),
        ("lucene", "a AND"),
        ("key_value", "status:>"),
        ("key_value", "status"),
        ("list", "{"),
        ("list", '[{"operator": "eq"}]'),
        ("list", '[{"field": "a", "operator": "resembles", "value": 1}]'),
    ],
)
def test_what_cannot_be_read_is_a_bad_request_that_quotes_it(
    language: str, expression: str
) -> None:
    assert found(language, expression) == 400


def test_the_reason_names_the_expression_and_the_place_in_it() -> None:
    section = "routes: [{get: /a, search: {from: query.q}}]"
    got = client(section, TIMELINE).get("/a?q=status%20eq%20new")
    assert (
        got["error"]
        == "the request's query.q: the query 'status eq new' has a mistake at 'new'; correct it from there on"
    )


def test_a_precision_and_a_format_of_their_own() -> None:
    fields = "{t: {field: created, format: epoch_ms, precision: minute}}"
    assert found("odata", "t eq 1704067260000", fields) == "b"
    assert found("odata", "t ge 1704067261000", fields) == "cd"


def test_an_expression_narrows_what_filters_leave() -> None:
    section = """
    routes:
    - get: /a
      filter: {created: {ge: query.since, format: epoch_s}}
      search: {from: query.q, required: true}
      answer: {json: "@ids"}
    """
    asked = client(section, TIMELINE)
    assert asked.get("/a?since=1704067260&q=status%20eq%20'new'") == ["d"]
    assert asked.ask("GET", "/a").status == 400


@pytest.mark.parametrize(
    ("search", "named"),
    [
        ({"language": "odata"}, "needs from"),
        ({"from": "query.q", "language": "sql"}, "known: key_value, list, lucene, odata"),
        ({"from": "query.q", "fields": {"t": {"feild": "created"}}}, "did you mean 'field'"),
    ],
)
def test_mistakes_are_named(search: dict[str, Any], named: str) -> None:
    with pytest.raises(SectionError, match=named):
        parse_api({"routes": [{"get": "/a", "search": search}]})


INLINE = """
routes:
- post: /graphql
  when: {body.query: {contains: "issues("}}
  filter:
    created: {ge: "body.query|after 'since: '"}
    severity: {in: "body.query|after 'severity: '"}
  page: {limit: "body.query|after 'first: '", cursor: "body.query|after 'after: '"}
  answer: {json: {ids: "@ids", next: "@next"}}
- post: /soap
  filter: {created: {ge: "text|after '<From>'"}}
  answer: {json: "@ids"}
- get: /pipe
  filter: {created: {ge: "query.q|after 'created >= '"}}
  order: {direction: "query.q|after 'sort created '"}
  page: {limit: "query.q|after 'head '"}
  answer: {json: "@ids"}
"""


def test_arguments_inside_the_text_of_a_query() -> None:
    asked = client(INLINE, [event(n, n, severity="high" if n % 2 else "low") for n in range(6)])
    query = 'query { issues(first: 2, since: "2024-01-01T00:00:02Z"%s) { nodes { id } } }'
    first = asked.post("/graphql", {"query": query % ""})
    assert first["ids"] == ["2", "3"]
    following = query % f', after: "{first["next"]}"'
    assert asked.post("/graphql", {"query": following})["ids"] == ["4", "5"]
    high = query % ', severity: "high"'
    assert asked.post("/graphql", {"query": high})["ids"] == ["3", "5"]
    piped = "alerts | where created >= '2024-01-01T00:00:02Z' | sort created desc | head 2"
    assert asked.get(f"/pipe?q={quote(piped)}") == ["5", "4"]
    soap = "<Envelope><From>2024-01-01T00:00:04Z</From></Envelope>"
    assert asked.post("/soap", soap) == ["4", "5"]


def test_what_inline_arguments_do_not_read_is_left_out() -> None:
    asked = client(INLINE, [event(n, n, severity="low") for n in range(3)])
    for text in ("issues(severity: [high])", "issues(first:1)"):
        assert asked.post("/graphql", {"query": text})["ids"] == ["0", "1", "2"]
    for tag in ("<n:From>", "<From a='b'>"):
        assert asked.post("/soap", f"{tag}2024-01-02T00:00:00Z</From>") == ["0", "1", "2"]
