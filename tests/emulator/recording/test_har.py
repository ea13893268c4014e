"""HAR files, read from whoever wrote them."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from xfetch.emulator.errors import LoadError
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.record.entries import Exchange, Record
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.recording.read_har import read_har
from xfetch.emulator.recording.write_har import facts_of, har_pieces

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
MASK = Mask(["s3cret key"])


def run(*exchanges: Exchange) -> FetchRun:
    change = LastRunChange({}, None, {}, was_set=False, saved=False)
    return FetchRun(1, AT, AT, "ok", "", change, record=Record(exchanges))


def written(path: Path, *exchanges: Exchange) -> Path:
    facts = facts_of(AT, 60.0, 1, "fetch-incidents")
    pieces = har_pieces([run(*exchanges)], facts, "1", MASK)
    path.write_text("".join(pieces), encoding="utf-8")
    return path


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    exchange = Exchange(
        0,
        AT,
        "POST",
        "https://a.example/x?q=1",
        (("Authorization", "Bearer abc"), ("Content-Type", "application/json")),
        '{"a": "ä"}',
        201,
        (("Content-Type", "text/plain"), ("Set-Cookie", "a=1")),
        "öl \ud800",
        duration_s=0.25,
    )
    recording = read_har(written(tmp_path / "a.har", exchange))
    (one,) = recording.answered
    assert (one.at, one.method, one.url, one.status) == (AT, "POST", exchange.url, 201)
    assert one.request_body == exchange.request_body
    assert one.body == "öl ?".encode()
    assert one.headers == exchange.response_headers
    assert one.took_s == 0.25
    assert recording.facts["interval_s"] == 60.0
    assert "abc" not in (tmp_path / "a.har").read_text(encoding="utf-8")


def test_what_only_the_file_has_decoded_is_masked(tmp_path: Path) -> None:
    exchange = Exchange(0, AT, "GET", "https://a.example/x?s3cret%20key=s3cret+key", status=200)
    path = written(tmp_path / "a.har", exchange)
    (entry,) = json.loads(path.read_text(encoding="utf-8"))["log"]["entries"]
    assert entry["request"]["queryString"] == [{"name": "********", "value": "********"}]


def test_a_failure_is_read_again(tmp_path: Path) -> None:
    exchange = Exchange(0, AT, "GET", "https://a.example/x", failure="ReadTimeoutError: timed out")
    (one,) = read_har(written(tmp_path / "a.har", exchange)).answered
    assert (one.status, one.failure) == (0, "ReadTimeoutError: timed out")


def har(path: Path, document: Any) -> Path:
    path.write_text(
        document if isinstance(document, str) else json.dumps(document), encoding="utf-8"
    )
    return path


def test_a_browsers_har_is_read(tmp_path: Path) -> None:
    entry = {
        "startedDateTime": "2024-01-01T01:00:00.123+01:00",
        "request": {
            "method": "get",
            "url": "https://a.example/x",
            "headers": [{"name": ":authority", "value": "a"}],
        },
        "response": {
            "status": 200,
            "headers": [{"name": ":status", "value": "200"}, {"name": "x-a", "value": "1"}],
            "content": {"text": "aGk=", "encoding": "base64"},
        },
    }
    (one,) = read_har(har(tmp_path / "b.har", {"log": {"entries": [entry]}})).answered
    assert (one.method, one.body, one.headers) == ("GET", b"hi", (("x-a", "1"),))
    assert one.at == AT.replace(microsecond=123000)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "is no HAR"),
        ("[]", "no log.entries"),
        ({"log": {"entries": [{"startedDateTime": "x"}]}}, "entry 1 is not valid"),
        ({"log": {"entries": [1]}}, "entry 1 is not valid"),
    ],
)
def test_what_is_no_har_is_refused(tmp_path: Path, document: Any, said: str) -> None:
    with pytest.raises(LoadError, match=said):
        read_har(har(tmp_path / "c.har", document))
