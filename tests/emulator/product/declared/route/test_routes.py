"""Routes: method, path with variables, host, header and body; several endpoints over one store."""

from __future__ import annotations

import pytest

from tests.emulator.product.declared.worlds import client, event, json, vendor
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.settings.section import SectionError

ENDPOINTS = """
base: /api/v2
routes:
- get: /alerts
  filter: {severity: query.severity}
  answer: {json: {ids: "@ids"}}
- get: /alerts/count
  answer: {json: {count: "@total"}}
- get: /alerts/{id}
  one: path.id
- post: /alerts/details
  filter: {id: {in: "body.ids[*].value"}}
  answer: {json: {resources: "@events"}, event: {id: "@id", severity: "@severity"}}
- get: /sites('{site}')/latest
  filter: {site: path.site}
  order: -created
  one: true
  answer: {json: {newest: "@event.id"}}
"""
TIMELINE = [event(n, n, severity="high" if n % 2 else "low", site="a") for n in range(4)]


def test_list_count_detail_and_objects_from_one_store() -> None:
    asked = client(ENDPOINTS, TIMELINE)
    assert asked.get("/api/v2/alerts?severity=high") == {"ids": ["1", "3"]}
    assert asked.get("/api/v2/alerts/count") == {"count": 4}
    assert asked.get("/api/v2/alerts/2")["severity"] == "low"
    assert asked.post("/api/v2/alerts/details", {"ids": [{"value": "3"}, {"value": 0}]}) == {
        "resources": [{"id": "0", "severity": "low"}, {"id": "3", "severity": "high"}]
    }
    assert asked.get("/api/v2/sites('a')/latest") == {"newest": "3"}


def test_a_detail_that_is_not_there_yet_is_missing() -> None:
    asked = client(ENDPOINTS, [event(1, 0, visible=500)], second=100)
    assert asked.ask("GET", "/api/v2/alerts/1").status == 404
    asked.second = 600
    assert asked.ask("GET", "/api/v2/alerts/1").status == 200


def test_a_detail_that_the_filter_excludes_is_missing() -> None:
    section = "routes: [{get: '/a/{id}', filter: {state: {ne: closed}}, one: path.id}]"
    asked = client(section, [event(1, state="closed"), event(2, state="open")])
    assert asked.ask("GET", "/a/1").status == 404
    assert asked.ask("GET", "/a/2").status == 200


def test_streams_are_apart_and_a_route_without_one_serves_them_all() -> None:
    section = """
    routes:
    - {get: /alerts, stream: alerts, answer: {json: "@ids"}}
    - {get: /audits, stream: audits, answer: {json: "@ids"}}
    - {get: /all, answer: {json: "@ids"}}
    - {get: "/alerts/{id}", stream: alerts, one: path.id}
    """
    asked = client(section, [event(1, stream="alerts"), event(2, stream="audits")])
    assert asked.get("/alerts") == ["1"]
    assert asked.get("/audits") == ["2"]
    assert asked.get("/all") == ["1", "2"]
    assert asked.ask("GET", "/alerts/2").status == 404


def test_a_route_may_name_a_host() -> None:
    section = """
    routes:
    - {post: "https://login.acme.example/{tenant}/token", answer: {json: "@path.tenant"}}
    - {post: "/{rest...}", answer: {json: "@path.rest"}}
    """
    asked = client(section)
    assert asked.post("https://login.acme.example/t1/token") == "t1"
    assert asked.post("https://login.acme.example:443/t1/token") == "t1"
    assert asked.post("https://api.acme.example/t1/token") == "t1/token"


@pytest.mark.parametrize("path", ["//a/b", "/a//b", "/a/b?x=1"])
def test_two_slashes_are_one_as_integrations_join_them(path: str) -> None:
    assert client("routes: [{get: /a/b}]").ask("GET", path).status == 200


def test_header_and_body_decide_between_routes_of_one_path() -> None:
    section = """
    routes:
    - {post: /, when: {header.X-Amz-Target: Hub.List}, answer: {json: list}}
    - {post: /, when: {header.SOAPAction: {like: "*/GetAlerts"}}, answer: {xml: "<soap/>"}}
    - {post: /, when: {body.operationName: [issues, issue]}, answer: {json: graph}}
    - {post: /, when: {text: {contains: "mutation"}}, answer: {json: mutation}}
    - {post: /, when: {query.q: {present: false}}, answer: {json: bare}}
    - {any: /, answer: {json: other}}
    """
    asked = client(section)
    assert asked.post("/", headers={"x-amz-target": "Hub.List"}) == "list"
    soap = asked.ask("POST", "/", headers={"SOAPAction": "urn:acme/GetAlerts"})
    assert soap.body == b"<soap/>"
    assert asked.post("/", {"operationName": "issue"}) == "graph"
    assert asked.post("/", {"query": "mutation { close }"}) == "mutation"
    assert asked.post("/") == "bare"
    assert asked.post("/?q=1") == "other"
    assert json(asked.ask("DELETE", "/?q=1")) == "other"


def test_each_route_says_why_it_did_not_match() -> None:
    served = vendor("routes: [{get: /a}, {get: 'https://b.example/a'}]")
    asked = client("routes: [{get: /a}]")
    asked.vendor = served
    assert asked.ask("GET", "/c").tried == (
        "GET /a: the path is /c",
        "GET https://b.example/a: the host is acme.example",
    )


@pytest.mark.parametrize(
    ("route", "path", "named"),
    [
        ({"get": "alerts"}, ("routes", 0, "get"), "begin it with /"),
        ({"get": "/a?x=1"}, ("routes", 0, "get"), "holds a query"),
        ({"get": "/a/{x}/{x}"}, ("routes", 0, "get"), "stands twice"),
        ({"get": "/a/{1}"}, ("routes", 0, "get"), "no variable like"),
        ({"gett": "/a"}, ("routes", 0, "gett"), "did you mean 'get'"),
        ({"answer": {}}, ("routes", 0), "needs one of"),
        ({"get": "/a", "when": {"quary.x": 1}}, ("routes", 0, "when", "quary.x"), "query"),
        (
            {"get": "/a", "when": {"query.x": {}}},
            ("routes", 0, "when", "query.x"),
            "needs one of",
        ),
        ({"get": "/a", "one": "id"}, ("routes", 0, "one"), "no part of a request"),
        ({"get": "/a", "rate": {"limit": 1}}, ("routes", 0, "rate"), "limit and per"),
    ],
)
def test_mistakes_are_named_with_their_place(
    route: dict[str, object], path: tuple[str | int, ...], named: str
) -> None:
    with pytest.raises(SectionError, match=named) as caught:
        parse_api({"routes": [route]})
    assert caught.value.path == ("api", *path)
