"""The words in which a starter says what it lacks: the key, the line that reads it, the line to edit."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from xfetch.emulator.record.entries import Line, Log
from xfetch.emulator.record.fetch_run import Failure
from xfetch.emulator.starter.lacking import lacking_words

CODE = """\
def fetch(params, alerts):
    size = int(params["size"])
    for alert in alerts["found"]:
        yield alert["host"], decode(alert["body"])
    start = strptime(start)
"""
START, LINE = datetime(2024, 1, 1, tzinfo=timezone.utc), Line("Acme.py", 4)
SCENARIO = """\
# the body: of the file
events:
- generate:
    fields:
      title: "{title}"
      body: "{title}"
api:
  routes:
  - get: /alerts
    answer: {json: {found: "@events"}}
guesses:
- {path: api.event, value: {host: "@id"}}
""".splitlines()


def said(cause: str, line: int, asked: int = 1) -> str:
    failure = Failure("boom", cause=cause, cause_line=Line("Acme.py", line))
    return lacking_words(failure, asked, CODE, "Acme.py", "acme.yml", SCENARIO)


@pytest.mark.parametrize(
    ("cause", "line", "asked", "words"),
    [
        (
            "KeyError: 'host'",
            4,
            1,
            "the scenario's event has no 'host' (Acme.py:4 reads it); add it under"
            " events.generate.fields, acme.yml:4",
        ),
        (
            "Error: Incorrect padding",
            4,
            1,
            "the made-up value of 'body' does not fit (Acme.py:4 reads it): Error: Incorrect padding;"
            " correct it in acme.yml:6",
        ),
        (
            # The event's own value, looked up in a mapping of the code.
            "KeyError: '01-23'",
            4,
            1,
            "the made-up value of 'body' does not fit (Acme.py:4 reads it): KeyError: '01-23';"
            " correct it in acme.yml:6",
        ),
        (
            "TypeError: no list",
            3,
            1,
            "the made-up value of 'found' does not fit (Acme.py:3 reads it): TypeError: no list;"
            " correct it in acme.yml:10",
        ),
        (
            "KeyError: 'size'",
            2,
            0,
            "each cycle failed before its first request: KeyError: 'size' (Acme.py:2); give the"
            " parameters with --param",
        ),
        (
            "ValueError: no time",
            5,
            0,
            "each cycle failed before its first request: ValueError: no time (Acme.py:5)",
        ),
    ],
)
def test_a_failure_names_the_key_and_both_lines(
    cause: str, line: int, asked: int, words: str
) -> None:
    assert said(cause, line, asked) == words


def test_a_run_without_failures_names_the_routes() -> None:
    words = lacking_words(None, 3, CODE, "Acme.py", "acme.yml", SCENARIO)
    assert words.endswith("correct the answers under api.routes, acme.yml:8")


def test_an_error_that_the_code_caught_and_logged_is_quoted() -> None:
    log = Log(3, START, "error", "no incidents:\n  object of type 'NoneType' has no len()", LINE)
    words = lacking_words(None, 3, CODE, "Acme.py", "acme.yml", SCENARIO, logged=log)
    assert words == (
        "no incident was created from the made-up events: the code logged at Acme.py:4"
        " \"no incidents: object of type 'NoneType' has no len()\";"
        " correct the answers under api.routes, acme.yml:8"
    )
