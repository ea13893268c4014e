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


# As a CommonServerPython of 2024 and later writes: it replaces the word after one that speaks of a secret.
CENSORED = r"""2024-03-05 10:15:01.0001 info debug-mode started.
#### Params: {
  "url": "https://heron.example",
  "max_fetch": <XX_REPLACED>
  "first_fetch": "3 days",
  "sas": "https://blob.example/x?sig=g-5566778899",
  "apikey": "K-1234567890"
}.
10:15:01 send: b'POST /oauth/token <XX_REPLACED>\r\nHost: h.example\r\nX-Api-Key: K\r\n\r\n'
10:15:01 send: b'grant_type=a&client_secret=cs-222333'
10:15:02 send: b'GET /v1/keys/K-1234567890?from=17&q=it's <XX_REPLACED>\r\nHost: h.example\r\n\r\n"
10:15:02 send: b'POST /v1/search HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer b-99887766\r\n\r\n'
10:15:02 send: b'{"password": <XX_REPLACED> "q": "it\'s caf\\u00e9", "from": 5, "x": "b-99887766"}'
10:15:02 send: b'POST /v1/more HTTP/1.1\r\nHost: h.example\r\n\r\n'
10:15:02 send: b'{"password": <XX_REPLACED> rest-of-it", "since": "2024-03-03T10:15:01Z"}'
"""
ITS_SECRETS = ("K-1234567890", "cs-222333", "b-99887766", "rest-of-it", "g-5566778899")


def test_the_words_that_the_log_took_out() -> None:
    log = parse_debug_log(CENSORED)
    assert log.params == {"url": "https://heron.example", "first_fetch": "3 days"}
    assert [one.text for one in log.requests] == [
        f'POST /oauth/token {{"grant_type": "a", "client_secret": "{MASK}"}}',
        f"GET /v1/keys/{MASK}?from=17&q=it%27s",
        f'POST /v1/search {{"password": "{MASK}", "q": "it\'s caf\\u00e9", "from": 5, "x": "{MASK}"}}',
        'POST /v1/more {"since": "2024-03-03T10:15:01Z"}',
    ]
    assert not [secret for secret in ITS_SECRETS if secret in repr(log)]


def test_lines_that_a_window_broke() -> None:
    for width in (60, 80, 132):
        rows = (row for line in LOG.splitlines() for row in broken(line, width))
        assert parse_debug_log("\n".join(rows)) == parse_debug_log(LOG)


def broken(line: str, width: int) -> list[str]:
    return [line[at : at + width] for at in range(0, max(len(line), 1), width)]


@pytest.mark.parametrize("text", [LOG, CENSORED])
def test_a_garbled_log_is_read_as_far_as_it_goes(text: str) -> None:
    for cut in range(0, len(text), 61):
        for piece in (text[cut:], text[:cut] + "\x00\ufffd'\"}" + text[cut:]):
            asked = parse_debug_log(piece).requests
            assert {one.method for one in asked} <= {"GET", "POST"}


@pytest.mark.parametrize("text", [LOG, CENSORED])
def test_the_beginning_of_a_log_shows_no_secret(text: str) -> None:
    whole = ("hush-hush", "t-456", "s-0", *ITS_SECRETS)
    for cut in range(0, len(text), 31):
        log = parse_debug_log(text[:cut])
        assert not [one for one in whole if one in repr(log)], text[cut - 80 : cut]


def test_a_client_that_is_not_the_standard_one() -> None:
    lines = """python logging: INFO [httpx] - HTTP Request: GET https://a.example/v1/x?since=5 "HTTP/2 200 OK"
python logging: DEBUG [urllib3.connectionpool] - https://a.example:443 "POST /v1/y?key=k-1 HTTP/1.1" 200 12
"""
    assert [one.text for one in parse_debug_log(lines).requests] == [
        "GET /v1/x?since=5",
        f"POST /v1/y?key={MASK}",
    ]


def test_a_curl_body_with_an_apostrophe() -> None:
    line = (
        r"""curl -X POST https://a.example/v1/x -H "Accept: */*" -k -d '{"q": "it's", "from": 5}'"""
    )
    (one,) = parse_debug_log(line).requests
    assert one.text == 'POST /v1/x {"q": "it\'s", "from": 5}'


def test_a_file_that_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("2024-03-05 hello #### Params: {broken", encoding="utf-8")
    with pytest.raises(LoadError, match="neither parameters nor requests"):
        read_debug_log(path)
    with pytest.raises(LoadError, match="cannot be read"):
        read_debug_log(tmp_path / "gone.log")
    assert is_debug_log(path)
    assert not is_debug_log(tmp_path / "a.har")
