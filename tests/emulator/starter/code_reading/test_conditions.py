"""What the code wants a value to be, before an event becomes an incident."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from xfetch.emulator.starter.code_reading.reader import awaited_in
from xfetch.emulator.starter.code_reading.value import BLANK, EMPTY
from xfetch.emulator.starter.skeleton import Styles, skeleton_of

CODE = """
import demistomock as demisto
import requests
LEVELS = ["low", "high"]
RANKS = {{"calm": 1, "loud": 2}}
SCORES = {{3: "calm", 4: "loud"}}
found = requests.get("https://a.example")
{way}
for one in found.json()["rows"]:
    {inner}
    demisto.incidents([{{"rawJSON": json.dumps(one)}}])
"""


def made(way: str = "pass", inner: str = "pass", **parameters: Any) -> tuple[Any, Any]:
    """The answer that is made up for the code, and the form of an event with its fields."""
    text = dedent(CODE).format(way=way.replace("ANSWER", "found.json()"), inner=inner)
    answer = awaited_in(text, "fetch-incidents", parameters=parameters)[0].value
    skeleton = skeleton_of(answer, Styles(), ids_first=False, single=False)
    return skeleton.body, {**(skeleton.event or {}), **skeleton.fields}


@pytest.mark.parametrize(
    ("way", "key", "value"),
    [
        ("if not ANSWER['is_good']: raise ValueError", "is_good", True),
        ("if ANSWER.get('failure'): raise ValueError", "failure", None),
        ("if ANSWER['state'] != 'done': raise ValueError", "state", "done"),
        ("if ANSWER['state'] == 'broken': raise ValueError", "state", "success"),
        ("if ANSWER['code'] not in ['fine', 'good']: return_error('no')", "code", "fine"),
        ("if demisto.params()['tenant'] != ANSWER['id']: raise ValueError", "id", "acme"),
        ("while ANSWER.get('next_page_token'): break", "next_page_token", None),
        ("if ANSWER.get('success'): pass", "success", True),
    ],
)
def test_an_answer_meets_what_the_code_asks_of_it(way: str, key: str, value: Any) -> None:
    body, _ = made(way, tenant="acme")
    assert body[key] == value
    assert body["rows"] == "@events"


@pytest.mark.parametrize(
    ("inner", "key", "value"),
    [
        ("if one['kind'] != 'alert': continue", "kind", "alert"),
        ("LEVELS.index(one['level'])", "level", "high"),
        ("RANKS[one['rank']]", "rank", "loud"),
        ("RANKS.get(one['rank'])", "rank", "loud"),
        ("SCORES[one['score']]", "score", {"choice": [3]}),
        ("if one['deleted']: continue", "deleted", None),
        ("json.loads(one['details'])['who']", "details", '{"who": "xfetch"}'),
        ("one['level'].capitalize()", "level", "{title}"),
        ("'HTML' in one['mail'] and one['mail'].encode()", "mail", "{title}"),
    ],
)
def test_an_event_meets_what_the_code_asks_of_it(inner: str, key: str, value: Any) -> None:
    assert made(inner=inner)[1][key] == value


@pytest.mark.parametrize(
    "way",
    [
        "if found.status_code != 200: ANSWER['never']",
        "if found.status_code in (401, 403): ANSWER['never']",
        "if found.status_code >= 300: ANSWER['never']",
        "if not found.ok: ANSWER['never']",
    ],
)
def test_what_is_read_from_an_error_is_not_awaited(way: str) -> None:
    assert made(way)[0] == {"rows": "@events"}


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("one['n'] < 50: continue", 51),
        ("one['n'] <= 50: continue", 51),
        ("one['n'] > 50: continue", 49),
    ],
)
def test_a_number_that_would_be_skipped_is_avoided(condition: str, wanted: int) -> None:
    code = f"for one in requests.get('/a').json():\n    if {condition}\n    found.append(one)"
    (answer,) = awaited_in(code, "fetch-incidents")
    assert answer.value.item.keys["n"].equals == [wanted]


def test_what_the_code_wants_before_it_keeps_an_event() -> None:
    code = """
for one in requests.get('/a').json():
    if one['level'] >= 3 and not one['closed']:
        found.append(one)
"""
    (answer,) = awaited_in(code, "fetch-incidents")
    keys = answer.value.item.keys
    assert keys["level"].equals == [4]
    assert EMPTY in keys["closed"].uses


def test_a_loop_that_ends_on_an_empty_text() -> None:
    code = "page = requests.get('/a').json()\nwhile page['next'] != '': pass"
    (answer,) = awaited_in(code, "fetch-incidents")
    assert BLANK in answer.value.keys["next"].uses
