"""The log of a debug run: what is read of it, and that no secret is."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from xfetch.emulator.errors import LoadError
from xfetch.emulator.masking.mask import MASK
from xfetch.emulator.recording.debug_log import is_debug_log, parse_debug_log, read_debug_log

LOG = r"""2024-03-05 10:15:01.2345 debug-mode started.
#### http client print found: False.
#### Params: {
  "url": "https://api.heron.example",
  "credentials": {"identifier": "svc", "password": "hush-hush"},
  "api_key_creds": {"password": "<XX_REPLACED>"},
  "apikey": "k-123",
  "query": "<XX_REPLACED>",
  "keywords": "a,b",
  "max_fetch": "25",
  "proxy": null
}.
#### Docker image: [demisto/python3:3.10]
#### Integration: brand: [Heron] instance: [Heron_prod]
10:15 send: b'GET /api/alerts?since=2024-03-03T10:15:01Z&api_token=t-456 HTTP/1.1\r\nHost: a.example\r\n\r\n'
reply: 'HTTP/1.1 200 OK\r\n'
header: Date: Tue, 05 Mar 2024 10:15:02 GMT
send: b"POST /api/it's HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer b-789\r\n\r\n"
send: b'{"from": 1709453701, "secret": "s-0", "ids": ["x"]}'
cURL:
curl -X GET https://a.example/api/alerts -H "Authorization: Bearer b-789" --noproxy "*"
"""
SECRETS = ("hush", "k-123", "t-456", "b-789", "s-0", "XX_REPLACED")


def test_parameters_requests_and_time() -> None:
    log = parse_debug_log(LOG)
    assert log.params == {
        "url": "https://api.heron.example",
        "credentials": {"identifier": "svc"},
        "keywords": "a,b",
        "max_fetch": "25",
    }
    assert (log.brand, log.instance) == ("Heron", "Heron_prod")
    assert log.at == datetime(2024, 3, 5, 10, 15, 1, 234500, tzinfo=timezone.utc)
    assert [one.text for one in log.requests] == [
        f"GET /api/alerts?since=2024-03-03T10:15:01Z&api_token={MASK}",
        f'POST /api/it\'s {{"from": 1709453701, "secret": "{MASK}", "ids": ["x"]}}',
    ]
    assert not [secret for secret in SECRETS if secret in repr(log)]


def test_the_time_of_an_answer_where_lines_have_none() -> None:
    log = parse_debug_log(LOG.replace("2024-03-05 10:15:01.2345 ", ""))
    assert log.at == datetime(2024, 3, 5, 10, 15, 2, tzinfo=timezone.utc)


def test_curl_lines_where_the_client_logged_nothing() -> None:
    lines = r"""cURL:
curl -X GET "https://a.example/v1/x?since=5&password=p-1" -H "X-Key: k-2" --noproxy "*" -k
curl -X POST https://a.example/token -d 'grant=a&client_secret=c-3'
curl -X POST https://a.example/odd -d 'plain text'
curl -X GET 'broken
"""
    log = parse_debug_log(lines)
    assert [one.text for one in log.requests] == [
        f"GET /v1/x?since=5&password={MASK}",
        f'POST /token {{"grant": "a", "client_secret": "{MASK}"}}',
        f'POST /odd "{MASK}"',
    ]
    assert log.at is None


def test_a_file_that_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("2024-03-05 hello #### Params: {broken", encoding="utf-8")
    with pytest.raises(LoadError, match="neither parameters nor requests"):
        read_debug_log(path)
    with pytest.raises(LoadError, match="cannot be read"):
        read_debug_log(tmp_path / "gone.log")
    assert is_debug_log(path)
    assert not is_debug_log(tmp_path / "a.har")
