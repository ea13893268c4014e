"""Starters from real answers, there and back: a product of a known API is recorded, and the scenario that is
made of the recording asks, pages and brings as that product did.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.told import invoke, names, report
from xfetch.emulator.request.scenario_file.read import read_scenario

from ..emulator.worlds import write

EVENTS = "events: {generate: {count: 17, from: -50m, every: 2m, fields: {title: '{title}'}}}\n"
EVENT = "event: {uid: '@id', created_at: '@created iso', '**': '@fields'}"
# Reads pages until there is no more, and goes on from the last time. {ask} makes a request of `place`.
FETCH = """\
    import requests
    from datetime import datetime, timedelta, timezone
    url = demisto.params()['url']
    last = demisto.getLastRun()
    first = (datetime.now(timezone.utc) - timedelta(hours=1)).strftime('%Y-%m-%dT%H:%M:%SZ')
    since = last.get('since', first)
    found, place = [], {begin}
    while True:
        response = {ask}
        answer = response.json()
        found += {events}
        place = {following}
        if not place:
            break
    demisto.setLastRun({{'since': max([since, *(one['created_at'] for one in found)])}})
    demisto.incidents([{{'name': one['uid'], 'rawJSON': json.dumps(one)}} for one in found])
"""
GET = "requests.get(url + '/v1/alerts', params={{'after_time': since, 'size': 5, {more}}})"
BY_CURSOR = GET.format(more="**({'token': place} if place else {})")
LINKED = (
    "requests.get(place or url + '/v1/alerts', params=None if place else {'after_time': since})"
)
NUMBERED = GET.format(more="'page': place")
SKIPPING = GET.format(more="'skip': place")
GRAPH = (
    "requests.post(url + '/graphql', json={'operationName': 'issues', 'variables':"
    " {'since': since, 'first': 5, **({'after': place} if place else {})}})"
)


def product(method: str, page: str, answer: str, since: str = "query.after_time") -> str:
    return (
        "api:\n  routes:\n"
        f"  - {method}\n    filter: {{created: {{gt: {since}}}}}\n    page: {page}\n"
        f"    answer: {{{answer}, {EVENT}}}\n"
    )


CASES = {
    "token absent at the end": (
        FETCH.format(
            begin="''",
            ask=BY_CURSOR,
            events="answer['result']['alerts']['list']",
            following="answer['result'].get('next_token')",
        ),
        product(
            "get: /v1/alerts",
            "{limit: query.size, cursor: query.token}",
            "json: {result: {alerts: {list: '@events', count: '@count'}, next_token: '@next?'}}",
        ),
        {"limit": "query.size", "default": 5, "cursor": "query.token"},
        {"result": {"next_token": "@next?", "alerts": {"list": "@events", "count": "@count"}}},
    ),
    "token null at the end": (
        FETCH.format(
            begin="''",
            ask=BY_CURSOR,
            events="answer['data']['items']",
            following="answer['meta']['next']",
        ),
        product(
            "get: /v1/alerts",
            "{limit: query.size, cursor: query.token}",
            "json: {data: {items: '@events'}, meta: {next: '@next', total: '@total'}}",
        ),
        {"limit": "query.size", "default": 5, "cursor": "query.token"},
        {"data": {"items": "@events"}, "meta": {"next": "@next", "total": "@total"}},
    ),
    "link in the answer": (
        FETCH.format(
            begin="''",
            ask=LINKED,
            events="answer['value']",
            following="answer.get('@odata.nextLink')",
        ),
        product(
            "get: /v1/alerts",
            "{limit: 5, offset: query.$skip}",
            "json: {value: '@events', '@odata.nextLink': '@next_url?'}",
        ),
        {"limit": 5, "offset": "query.$skip"},
        {"@odata.nextLink": "@next_url?", "value": "@events"},
    ),
    "link in a header": (
        FETCH.format(
            begin="''",
            ask=LINKED,
            events="answer",
            following="response.links.get('next', {}).get('url')",
        ),
        product(
            "get: /v1/alerts",
            "{limit: 5, cursor: query.after}",
            "json: '@events', headers: {Link: '@next_link'}",
        ),
        {"limit": 5, "cursor": "query.after"},
        "@events",
    ),
    "number": (
        FETCH.format(
            begin="1",
            ask=NUMBERED,
            events="answer['alerts']",
            following="answer['next_page']",
        ),
        product(
            "get: /v1/alerts",
            "{limit: query.size, number: query.page, default: 5}",
            "json: {alerts: '@events', next_page: '@next', total_count: '@total'}",
        ),
        {"limit": "query.size", "default": 5, "number": "query.page", "first": 1},
        {"alerts": "@events", "next_page": "@next", "total_count": "@total"},
    ),
    "offset": (
        FETCH.format(
            begin="0",
            ask=SKIPPING,
            events="answer['alerts']",
            following="answer['next_offset']",
        ),
        product(
            "get: /v1/alerts",
            "{limit: query.size, offset: query.skip}",
            "json: {alerts: '@events', next_offset: '@next', has_more: '@more'}",
        ),
        {"limit": "query.size", "default": 5, "offset": "query.skip"},
        {"alerts": "@events", "next_offset": "@next", "has_more": "@more"},
    ),
    "cursor in a body": (
        FETCH.format(
            begin="''",
            ask=GRAPH,
            events="answer['data']['issues']['nodes']",
            following="answer['data']['issues']['pageInfo']['endCursor']",
        ),
        product(
            "post: /graphql",
            "{limit: body.variables.first, cursor: body.variables.after}",
            "json: {data: {issues: {nodes: '@events', pageInfo: "
            "{endCursor: '@next', hasNextPage: '@more'}}}}",
            since="body.variables.since",
        ),
        {"limit": "body.variables.first", "default": 5, "cursor": "body.variables.after"},
        {
            "data": {
                "issues": {
                    "nodes": "@events",
                    "pageInfo": {"endCursor": "@next", "hasNextPage": "@more"},
                }
            }
        },
    ),
}


def recorded(folder: Path, fetch: str, api: str) -> tuple[Path, dict[str, Any], Path]:
    """The integration, what a run under the product's own scenario brings, and its recording."""
    probe = write(folder, fetch)
    scenario = folder / "own.yml"
    scenario.write_text(f"integration: Probe\ncycles: 4\ndrain: false\n{EVENTS}{api}")
    har = folder / "own.har"
    told = report(scenario, "--record", har)
    assert told["summary"]["failed"] == 0, told["cycles"][0]["message"]
    return probe, told, har


def answered(method: str, path: str, body: Any, **more: Any) -> dict[str, Any]:
    """An entry of a HAR."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers = [{"name": "Content-Type", "value": more.get("kind", "application/json")}]
    request = {"method": method, "url": f"https://a.example{path}"}
    if "asked" in more:
        request["postData"] = {"text": json.dumps(more["asked"])}
    return {
        "startedDateTime": "2024-05-06T09:00:00Z",
        "time": 0,
        "request": request,
        "response": {
            "status": more.get("status", 200), "headers": headers, "content": {"text": text}
        },
    }  # fmt: skip


def started(folder: Path, *entries: dict[str, Any], fetch: str = "demisto.incidents([])") -> Path:
    """The starter that is made of a recording."""
    har = folder / "a.har"
    har.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    file = folder / "starter.yml"
    result = invoke("init", write(folder, fetch), "--from", har, "-o", file)
    assert result.exit_code == 0, result.output
    told = report(file)
    assert told["summary"]["failed"] == 0
    return file


def alerts(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": f"A{n}", "created_at": f"2024-05-06T08:0{n}:00Z"} for n in numbers]


def test_of_several_lists_the_one_of_events_is_taken_and_the_others_are_named(
    tmp_path: Path,
) -> None:
    rules = [{"rule": n} for n in range(9)]
    answer = {"rules": rules, "result": {"alerts": {"list": alerts(1, 2)}}, "tags": ["a"]}
    text = started(tmp_path, answered("GET", "/alerts", answer)).read_text(encoding="utf-8")
    route = yaml.safe_load(text)["api"]["routes"][0]
    assert route["answer"]["json"] == {
        "rules": rules[:3],
        "result": {"alerts": {"list": "@events"}},
        "tags": ["a"],
    }
    assert "    # the answer holds other lists too: rules" in text.splitlines()


def test_kinds_of_events_of_their_own_are_streams(tmp_path: Path) -> None:
    users = [{"id": f"U{n}", "created_at": f"2023-05-06T08:0{n}:00Z"} for n in range(3)]
    file = started(
        tmp_path,
        answered("GET", "/v1/alerts", {"alerts": alerts(1, 2)}),
        answered("GET", "/v1/users", {"users": users}),
        answered("GET", "/v1/details", {"found": alerts(2)}),
    )
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert [route["stream"] for route in read["api"]["routes"]] == ["alerts", "users", "alerts"]
    assert [event["stream"] for event in read["events"]] == ["users"] * 3 + ["alerts"] * 2


def test_ids_first_and_objects_second(tmp_path: Path) -> None:
    events = [{**one, "id": f"ldt:{n:04}"} for n, one in enumerate(alerts(1, 2, 3))]
    names = [one["id"] for one in events]
    file = started(
        tmp_path,
        answered("GET", "/ids?limit=2", {"resources": names[:2], "meta": {"total": 3}}),
        answered("POST", "/details", {"resources": events[:2]}, asked={"ids": names[:2]}),
        answered("POST", "/details", {"resources": events[2:]}, asked={"ids": names[2:]}),
        answered("POST", "/ack", {"ok": True}, asked={"ids": names}),
    )
    text = file.read_text(encoding="utf-8")
    first, second, third = yaml.safe_load(text)["api"]["routes"]
    assert first["answer"] == {"json": {"resources": "@ids", "meta": {"total": "@total"}}}
    assert first["page"] == {"limit": "query.limit"}
    assert second["filter"] == {"id": {"in": "body.ids"}}
    assert second["answer"] == {"json": {"resources": "@events"}}
    assert third["answer"] == {"json": {"ok": True}}
    assert (
        "# it names ids of events; if it changes them, add write: {ids: 'body.ids', set: {…}}"
        in text
    )


def test_what_is_no_json_is_left_to_a_vendor_file_and_said_so(tmp_path: Path) -> None:
    xml = "<alerts>\n  <alert id='1'>{{ no template }}</alert>\n</alerts>"
    file = started(
        tmp_path,
        answered("GET", "/alerts", xml, kind="text/xml; charset=utf-8"),
        answered("GET", "/export", "id,time\n" + "1,2\n" * 2000, kind="text/csv"),
        fetch="import requests\n"
        "answer = requests.get('https://a.example/alerts')\n"
        "assert answer.headers['Content-Type'] == 'text/xml; charset=utf-8'\n"
        "assert answer.text.startswith('<alerts>\\n  <alert'), answer.text\n"
        "demisto.incidents([])",
    )
    text = file.read_text(encoding="utf-8")
    assert "# the answers are text/xml, not JSON, so nothing was guessed." in text
    assert "docs/vendor-file.md" in text
    routes = yaml.safe_load(text)["api"]["routes"]
    assert routes[1]["answer"] == {"text": "", "content_type": "text/csv"}


def test_a_login_shows_where_the_token_stood_and_no_secret(tmp_path: Path) -> None:
    secret = "eyJ0eXAiOiJKV1QifQ.c2VjcmV0"
    token = {"token": secret, "token_type": "Bearer", "expires_in": 900, "refresh_token": secret}
    file = started(
        tmp_path,
        answered("POST", "/oauth/token", {"data": token, "org": secret, "ok": True}),
        answered("POST", "/v1/login", secret, kind="text/plain"),
    )
    text = file.read_text(encoding="utf-8")
    assert secret not in text
    answers = [route["answer"] for route in yaml.safe_load(text)["api"]["routes"]]
    shown = {"token": "@token", "token_type": "Bearer", "expires_in": "@expires_in"}
    data = {**shown, "refresh_token": "@refresh_token"}
    assert answers == [{"json": {"data": data, "org": "", "ok": True}}, {"text": "@token"}]


def test_what_went_wrong_and_what_was_empty_stays_so(tmp_path: Path) -> None:
    file = started(
        tmp_path,
        answered("GET", "/health", "", status=204),
        answered("GET", "/license", {"error": "none"}, status=402),
    )
    routes = yaml.safe_load(file.read_text(encoding="utf-8"))["api"]["routes"]
    assert [route["answer"] for route in routes] == [
        {"status": 204},
        {"status": 402, "json": {"error": "none"}},
    ]


def test_a_token_that_every_answer_has_is_where_the_next_run_goes_on(tmp_path: Path) -> None:
    def pulled(token: str, following: str, *numbers: int) -> dict[str, Any]:
        asked = {"position": token} if token else {}
        answer = {"events": alerts(*numbers), "next_position": following}
        return answered("POST", "/stream", answer, asked=asked)

    file = started(
        tmp_path,
        pulled("", "token-1", 1, 2),
        pulled("token-1", "token-2", 3),
        pulled("token-2", "token-2"),
    )
    (route,) = yaml.safe_load(file.read_text(encoding="utf-8"))["api"]["routes"]
    assert route["page"] == {"limit": 2, "cursor": "body.position", "always": True}
    assert route["answer"]["json"] == {"events": "@events", "next_position": "@next"}


@pytest.mark.parametrize("case", CASES)
def test_a_starter_pages_as_the_product_did(case: str, tmp_path: Path) -> None:
    fetch, api, page, answer = CASES[case]
    probe, told, har = recorded(tmp_path, fetch, api)
    file = tmp_path / "starter.yml"
    result = invoke("init", probe, "--from", har, "-o", file)
    assert result.exit_code == 0, result.output
    text = file.read_text(encoding="utf-8")
    read = read_scenario(file)
    assert read.product.api is not None
    (route,) = read.product.api["routes"]
    assert route["page"] == page, text
    assert route["answer"]["json"] == answer, text
    paths = {guess.path for guess in read.guesses}
    assert "api.routes[0].page" in paths
    assert any(path.startswith("api.routes[0].answer.json") for path in paths)
    assert "# guess: " in text.partition("answer:")[2]
    again = report(file)
    # Events show a second's time; those of the last one may come twice, as "since" was not so strict.
    assert {name for cycle in names(again) for name in cycle} == {
        name for cycle in names(told) for name in cycle
    }
    assert again["summary"]["failed"] == 0
    assert len(again["cycles"]) >= len(told["cycles"])
