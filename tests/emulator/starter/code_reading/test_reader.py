"""What the code reads from each answer, found without running it."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from xfetch.emulator.starter.code_reading.reader import awaited_in
from xfetch.emulator.starter.code_reading.value import NUMBER, Value


def shown(value: Value) -> Any:
    """The keys and lists of a value; a dot for one that nothing is read from."""
    if value.keys:
        return {key: shown(one) for key, one in value.keys.items()}
    return [shown(value.items)] if value.items is not None else "."


def read(code: str, module: str = "") -> dict[str, Any]:
    """Read the code; return what each request awaits, by its last text."""
    found = awaited_in(dedent(code), "fetch-incidents", lambda name: dedent(module))
    return {one.texts[-1]: shown(one.value) for one in found}


CLIENT = """
class Client(BaseClient):
    def ask(self, path, **params):
        return self._http_request("GET", path, params=params)

    def items(self, since):
        return self.ask("/items", since=since).get("page", {}).get("items", [])

def fetch(client):
    found = []
    for one in client.items("x"):
        more = client.ask(f"/items/{one['key']}")
        found.append({"name": more["title"], "rawJSON": json.dumps(one)})
    return found

def main():
    client = Client("https://a.example")
    if demisto.command() == "test-module":
        client.ask("/health")["never"]
    elif demisto.command() == "fetch-incidents":
        demisto.incidents(fetch(client))

if __name__ in ("__main__", "builtins"):
    main()
"""


def test_the_answers_of_the_fetch_command_are_told_apart() -> None:
    assert read("import demistomock as demisto\n" + CLIENT) == {
        "/items": {"page": {"items": [{"key": "."}]}},
        "/items/\0": {"title": "."},
    }


def test_the_items_that_an_incident_keeps_are_the_events() -> None:
    code = """
    hits = requests.get(URL + "/_search").json()["hits"]["hits"]
    demisto.incidents([{"name": h["_source"]["rule"], "rawJSON": json.dumps(h)} for h in hits])
    """
    (one,) = awaited_in(dedent(code), "fetch-incidents")
    item = one.value.keys["hits"].keys["hits"].items
    assert item is not None
    assert item.event
    assert shown(item) == {"_source": {"rule": "."}}


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("datetime.strptime(a['at'], '%d.%m.%Y')", "time %d.%m.%Y"),
        ("datetime.fromtimestamp(a['at'] / 1000)", "time epoch_ms"),
        ("datetime.utcfromtimestamp(a['at'])", "time epoch_s"),
        ("dateparser.parse(a['at'])", "time"),
        ("{'occurred': a['at']}", "time"),
        ("int(a['at'])", "number"),
        ("a['at'].split('T')", "text"),
    ],
)
def test_the_form_of_a_value_follows_from_its_use(line: str, use: str) -> None:
    code = f"for a in requests.get('/a').json():\n    {line}\n"
    (one,) = awaited_in(code, "fetch-incidents")
    assert one.value.items is not None
    assert use in one.value.items.keys["at"].uses


def test_a_dispatch_by_a_mapping_of_functions() -> None:
    code = """
    def one(): return requests.get("/one").json()["a"]
    def two(): return requests.get("/two").json()["b"]
    commands = {"test-module": one, "fetch-incidents": two}
    if demisto.command() in commands:
        commands[demisto.command()]()
    """
    assert read(code) == {"/two": {"b": "."}}


def test_a_client_of_another_module_of_the_content_repository() -> None:
    module = """
    class Far(BaseClient):
        def http_request(self, method, path):
            return anything()
        def alerts(self):
            return self._http_request("GET", "/far")
    """
    code = """
    from FarApiModule import *
    demisto.incidents([{"rawJSON": json.dumps(a["id"])} for a in Far("x").alerts()["alerts"]])
    """
    assert read(code, module) == {"/far": {"alerts": [{"id": "."}]}}


@pytest.mark.parametrize(
    "code", ["def main(:", "", "def f(): f()\nf()", "x = x", "while True:\n    f(*a, **b)\n"]
)
def test_any_code_is_read_to_an_end(code: str) -> None:
    assert awaited_in(code, "fetch-incidents") == ()


def test_a_property_is_followed_as_a_method_is() -> None:
    code = """
    class Client(BaseClient):
        @property
        def me(self):
            return self._http_request("GET", "/users")["objects"][0]

    demisto.incidents([{"name": Client("a").me["name"]}])
    """
    text = "from CommonServerPython import *\n" + dedent(code)
    assert read(text) == {"/users": {"objects": [{"name": "."}]}}


def test_a_value_to_which_a_number_is_added_is_a_number() -> None:
    (one,) = awaited_in('requests.get("/a").json()["page"] + 1', "fetch-incidents")
    assert NUMBER in one.value.keys["page"].uses


def test_a_format_beside_a_time_is_the_time_s_form() -> None:
    code = 'date_to_timestamp(requests.get("/a").json()[".expires"], "%d %b %Y")'
    (one,) = awaited_in(code, "fetch-incidents")
    assert "time %d %b %Y" in one.value.keys[".expires"].uses


def test_what_an_executor_runs_is_followed() -> None:
    code = """
    from concurrent.futures import ThreadPoolExecutor
    def one(number):
        return requests.get(f"/alerts/{number}").json()["alert"]
    with ThreadPoolExecutor() as executor:
        executor.submit(one, "7").result()["title"]
        list(executor.map(lambda number: requests.get("/more").json()["text"], ["7"]))
    """
    assert read(code) == {"/alerts/7": {"alert": {"title": "."}}, "/more": {"text": "."}}
