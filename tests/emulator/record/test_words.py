"""How identifiers are split into words, and that no other module splits them itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xfetch.emulator.record.words import snake_case, spaced, words_of

EMULATOR = Path(__file__).parents[3] / "emulator"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("createdDateTime", "created date time"),
        ("start_time", "start time"),
        ("X-Auth-Token", "x auth token"),
        ("securityAlertID", "security alert id"),
        ("alertIDs", "alert ids"),
        ("URLPath", "url path"),
        ("userIDsList", "user ids list"),
        ("data.alert_id", "data alert id"),
        ("query['$skip']", "query skip"),
        ("oauth2Token", "oauth2 token"),
        ("@timestamp", "timestamp"),
        ("", ""),
    ],
)
def test_words(name: str, words: str) -> None:
    assert words_of(name) == words.split()
    assert snake_case(name) == words.replace(" ", "_")


def test_signs_stay_where_only_the_case_is_looked_at() -> None:
    assert spaced("createdAt >= $startTime") == "created At >= $start Time"


def test_no_other_module_splits_camel_case() -> None:
    splits = re.compile(r"\(\?<[=!]\[[^\]]*a-z[^\]]*\]\)|\(\?[=!]\[A-Z\]|\(\[A-Z\]\[?a-z")
    # commonserver repeats what production does with names.
    found = {
        path.relative_to(EMULATOR).as_posix()
        for path in EMULATOR.rglob("*.py")
        if "commonserver" not in path.parts and splits.search(path.read_text("utf-8"))
    }
    assert found == {"record/words.py"}
