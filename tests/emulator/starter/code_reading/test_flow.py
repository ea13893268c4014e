"""An answer is followed to where it is read: through lists, sessions, libraries, classes and generators."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from xfetch.emulator.starter.code_reading.reader import awaited_in
from xfetch.emulator.starter.skeleton import Styles, skeleton_of

from .test_reader import shown


def read(code: str, parameters: dict[str, Any] | None = None) -> list[Any]:
    """What is read from each answer, in the order of the requests."""
    text = "import demistomock as demisto\nimport requests\n" + dedent(code)
    return [
        shown(one.value) for one in awaited_in(text, "fetch-incidents", parameters=parameters or {})
    ]


# How the answer ``found`` gets to the loop that reads its events.
WAYS = {
    "extend": "events = []\nevents.extend(found.get('rows', []))",
    "add": "events = []\nevents += found['rows']",
    "sorted": "rows = found.get('rows')\nevents = [rows] if not isinstance(rows, list) else sorted(rows)",
    "demisto.get": "events = demisto.get(found, 'rows')",
    "generator": "def pages():\n    yield from found['rows']\nevents = pages()",
    "or": "events = found.get('rows') or []",
}


@pytest.mark.parametrize("way", WAYS)
def test_the_items_of_a_list_are_followed(way: str) -> None:
    begin = "found = requests.get('https://a.example').json()"
    assert read(f"{begin}\n{WAYS[way]}\nfor one in events:\n    one['key']\n") == [
        {"rows": [{"key": "."}]}
    ]


# How the code asks; the answer is in ``found``.
ASKS = {
    "function as a value": """
        def ask(how, path):
            return how('https://a.example' + path)
        found = ask(requests.get, '/x').json()
    """,
    "getattr": "found = getattr(requests, demisto.params()['method'])('https://a.example').json()",
    "global session": """
        from requests import Session
        SESSION = None
        def begin():
            global SESSION
            SESSION = Session()
        begin()
        found = SESSION.request('get', 'https://a.example').json()
    """,
    "pool": """
        import urllib3
        import json
        found = json.loads(urllib3.PoolManager().request('GET', 'https://a.example').data)
    """,
    "library": """
        import acme_sdk
        found = acme_sdk.connect().list_events(since=1)
    """,
    "class above": """
        class Base:
            def __init__(self, url):
                self.session = requests.Session()
        class Client(Base):
            def __init__(self, url):
                super().__init__(url)
        found = Client('https://a.example').session.get('/x').json()
    """,
}


@pytest.mark.parametrize("way", ASKS)
def test_a_request_is_recognised(way: str) -> None:
    assert read(dedent(ASKS[way]) + "\nfound['key']['inner']\n")[-1] == {"key": {"inner": "."}}


def test_a_whole_answer_is_no_part_of_another_one() -> None:
    """A function that gives back what it was given, without asking, does not mix the two."""
    code = """
        def details(ids):
            if ids:
                return requests.post('https://a.example/b', json=ids).json()
            return ids
        ids = requests.get('https://a.example/a').json()['ids']
        for one in details(ids)['rows']:
            one['key']
    """
    assert read(code) == [{"ids": "."}, {"rows": [{"key": "."}]}]


def test_parameters_decide_which_way_is_read() -> None:
    code = """
        if demisto.params().get('kind') == 'alerts':
            requests.get('https://a.example').json()['alerts']
        else:
            requests.get('https://a.example').json()['cases']
    """
    assert read(code, {"kind": "alerts"}) == [{"alerts": "."}]
    assert read(code, {"kind": "cases"}) == [{"cases": "."}]


def test_what_is_looked_up_by_the_id_of_another_list_has_that_id() -> None:
    code = """
        found = requests.get('https://a.example').json()
        rules = {}
        for rule in found['rules']:
            rules[rule['uuid']] = rule
        for one in found['rows']:
            one['rule_uuid'], one['key'], rules[one['rule_uuid']]['name']
            demisto.incidents([{'rawJSON': one}])
    """
    (one,) = awaited_in("import requests\n" + dedent(code), "fetch-incidents")
    made = skeleton_of(one.value, Styles(), ids_first=False, single=False)
    assert made.body == {"rules": [{"uuid": "1", "name": "xfetch"}], "rows": "@events"}
    assert made.fields["rule_uuid"] == "1"


def test_the_difference_of_two_sets_is_no_number() -> None:
    code = """
        ids = set(requests.get('https://a.example').json()['ids']) - set(demisto.getLastRun())
        for one in ids:
            requests.get(f'https://a.example/{one}').json()['key']
    """
    assert read(code) == [{"ids": ["."]}, {"key": "."}]
