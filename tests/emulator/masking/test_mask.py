"""What no output may show, in every form in which it turns up."""

from __future__ import annotations

import base64
import html
import json
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from xfetch.emulator.integration.parameters.placeholder_pem import PRIVATE_KEY
from xfetch.emulator.masking import mask as secrets
from xfetch.emulator.masking.mask import COMMON_WORDS, MASK, Mask
from xfetch.emulator.masking.search import Search
from xfetch.emulator.record.codec import codec
from xfetch.emulator.record.entries import Attempt, Call, Exchange, Log, Record

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
# Secrets hold no control characters; docs/emulation.md says what is not found where they do.
SECRETS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=4, max_size=40)


# An escape's own mark right before a quoted secret makes another text of it, which nobody wrote.
AROUND = st.text(st.characters(exclude_characters="\\%&"), max_size=10)


def exchange(url: str = "https://x.example.com/api/alerts", **changes: Any) -> Exchange:
    return Exchange(0, AT, changes.pop("method", "GET"), url, status=200, **changes)


def forms_of(secret: str) -> list[str]:
    """The forms that the issue names, made here by other means than the code's."""
    found = [
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(secret))[3:-3],
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        base64.b64encode(secret.encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).decode(),
        quote(base64.b64encode(secret.encode()).decode(), safe=""),
        html.escape(secret),
        quoteattr(secret + "\"'")[1:-8],
        repr(secret.encode())[2:-1],
        repr(json.dumps(secret).encode())[3:-2],
        json.dumps(json.dumps(json.dumps(secret)))[7:-7],
    ]
    return [form for form in found if len(form) >= 4]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(secret=SECRETS, around=AROUND)
@example("00<\\", "0")
def test_no_form_of_a_secret_survives(secret: str, around: str) -> None:
    assume(secret.strip("* \t\r\n") and secret.lower() not in COMMON_WORDS)
    mask = Mask([secret])
    for form in forms_of(secret):
        masked = mask.text(around + form + around)
        assert secret not in masked
        assert form not in masked or not form.strip("* \t\r\n")


@settings(max_examples=100, deadline=None)
@given(
    secret=st.text(st.characters(codec="ascii", exclude_characters="*"), min_size=8, max_size=30),
    before=st.binary(max_size=5),
    after=st.binary(max_size=5),
)
def test_base64_hides_nothing_at_any_alignment(secret: str, before: bytes, after: bytes) -> None:
    assume(len(secret.strip()) >= 8 and secret.lower() not in COMMON_WORDS)
    text = base64.b64encode(before + secret.encode() + after).decode()
    masked = Mask([secret]).text(text)
    assert MASK in masked
    left = max(masked.split(MASK), key=len)
    assert len(left) <= 4 * 5


@settings(max_examples=60, deadline=None)
@given(
    needles=st.sets(st.text("abcd", min_size=4, max_size=7), min_size=1, max_size=40),
    text=st.text("abcd", max_size=60),
)
def test_many_needles_are_found_as_few_are(needles: set[str], text: str) -> None:
    few, many = Search("*"), Search("*")
    few.add(needles)
    many.add({*needles, *(f"filler{number:04d}" for number in range(400))})
    assert few.replaced(text) == many.replaced(text)
    assert not any(needle in few.replaced(text) for needle in needles)


def test_the_longer_secret_wins() -> None:
    assert Mask(["abcd", "abcdefgh"]).text("abcdefgh abcd") == f"{MASK} {MASK}"


def test_a_secret_with_asterisks_does_not_come_about_by_masking() -> None:
    assert "ab**" not in Mask(["ab**"]).text("ababab**")


def test_short_values_and_common_words_are_not_searched_for() -> None:
    mask = Mask(["abc", "", "True", "    "])
    assert mask.text("abc True     .") == "abc True     ."


def test_a_key_is_found_line_by_line_and_in_one_line() -> None:
    mask = Mask([PRIVATE_KEY])
    lines = [line for line in PRIVATE_KEY.splitlines() if not line.startswith("-----")]
    for text in (lines[3], PRIVATE_KEY.replace("\n", "\\n"), "".join(lines), " ".join(lines)):
        masked = mask.text(f"key: {text}")
        assert not any(line in masked for line in lines if len(line) >= 16)
    assert mask.text("-----BEGIN PRIVATE KEY-----") == "-----BEGIN PRIVATE KEY-----"


def test_a_document_with_a_key_in_it_hides_the_key_too() -> None:
    document = json.dumps({"client_email": "me@example.com", "private_key": "line-one-of-the-key"})
    masked = Mask([document]).text("me@example.com signs with line-one-of-the-key")
    assert masked == f"me@example.com signs with {MASK}"


def test_json_values_deeply_with_keys_and_numbers() -> None:
    mask = Mask(["s3cret", "87654321"])
    value = {"a": ["s3cret", {"s3cret": 87654321}], "b": 1, "c": True, "d": None, "e": 1.5}
    assert mask.json(value) == {
        "a": [MASK, {MASK: MASK}],
        "b": 1,
        "c": True,
        "d": None,
        "e": 1.5,
    }


def test_every_text_of_a_record_is_masked() -> None:
    mask = Mask(["s3cret"])
    record = Record(
        (
            Call(0, AT, "setLastRun", {"obj": {"t": "s3cret"}}, ["s3cret"], "no s3cret"),
            Log(1, AT, "debug", "key s3cret"),
            exchange(
                "https://x/?k=s3cret",
                request_headers=(("X", "s3cret"),),
                request_body="s3cret",
                response_headers=(("Y", "s3cret"),),
                response_body="s3cret",
                failure="s3cret",
            ),
            Attempt(3, AT, "http", "GET https://x/s3cret", ("not s3cret",)),
        )
    )
    masked = codec(Record).masked(record, mask)
    assert "s3cret" not in str(masked)
    assert str(masked).count(MASK) == 12


LOGINS = {
    "json": exchange(
        "https://x/oauth2/v1/token", response_body='{"access_token": "Zx81Token99", "a": 1}'
    ),
    "weak name": exchange("https://x/api/login", response_body='{"token":"Zx81Token99"}'),
    "by its body": exchange(
        "https://x/v1", request_body="grant_type=x&a=b", response_body='{"token":"Zx81Token99"}'
    ),
    "session of java": exchange(
        "https://x/session/new", response_body='{"d": [{"jsessionid": "Zx81Token99"}]}'
    ),
    "code": exchange("https://x/session/new", response_body='{"authCode": "Zx81Token99"}'),
    "in the path": exchange("https://x/list;jsessionid=Zx81Token99?a=b"),
    "escaped": exchange("https://x/login", response_body='{"d":"{\\"token\\":\\"Zx81Token99\\"}"}'),
    "xml": exchange("https://x/api/?type=keygen", response_body="<r><key>Zx81Token99</key></r>"),
    "text": exchange("https://x/session", response_body='"Zx81Token99"\n'),
    "set-cookie": exchange(response_headers=(("Set-Cookie", "sid=Zx81Token99; Path=/; Secure"),)),
    "cookie": exchange(request_headers=(("Cookie", "lang=english; sid=Zx81Token99"),)),
    "bearer": exchange(request_headers=(("Authorization", "Bearer Zx81Token99"),)),
    "bare": exchange(request_headers=(("authorization", "Zx81Token99"),)),
    "pairs": exchange(request_headers=(("Authorization", 'X k="a", token="Zx81Token99"'),)),
    "user:key": exchange(request_headers=(("Authorization", "ApiKey me:Zx81Token99"),)),
    "api key": exchange(request_headers=(("X-Api-Key", "Zx81Token99"),)),
    "x-token": exchange(request_headers=(("X-Auth-Token", "Zx81Token99"),)),
    "answer header": exchange(response_headers=(("X-Subject-Token", "Zx81Token99"),)),
    "query": exchange("https://x/a?api_key=Zx81Token99&b=1"),
    "form": exchange(request_body="a=b&client_secret=Zx81Token99"),
    "body": exchange(request_body='{"password": "Zx81Token99"}'),
    "in the url": exchange("https://me:Zx81Token99@x/a"),
    "basic": exchange(
        request_headers=(("Authorization", "Basic " + base64.b64encode(b"u:Zx81Token99").decode()),)
    ),
}


@pytest.mark.parametrize("login", LOGINS.values(), ids=LOGINS)
def test_credentials_of_exchanges_are_learned(login: Exchange) -> None:
    mask = Mask([])
    mask.learn_from_exchange(login)
    assert mask.text("got Zx81Token99.") == f"got {MASK}."
    assert "Zx81Token99" not in str(codec(Exchange).masked(login, mask))


HARMLESS = {
    "a page token": exchange(
        "https://x/auth/list", response_body='{"next_page_token": "Zx81Token99"}'
    ),
    "a page token at a login": exchange(
        "https://x/login", response_body='{"nextToken": "Zx81Token99"}'
    ),
    "a token in data": exchange(response_body='{"token": "Zx81Token99"}'),
    "a session in data": exchange(
        "https://x/auth/events", response_body='{"session_id": "Zx81Token99"}'
    ),
    "a failed login": exchange("https://x/login", response_body="Unauthorized"),
    "a time in a cookie": exchange(
        response_headers=(("Set-Cookie", "seen=2024-01-01T00:00:00Z; Path=/"),)
    ),
    "a content type": exchange(response_headers=(("X-Content-Token-Type", "Zx81Token99"),)),
}


@pytest.mark.parametrize("harmless", HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_credential_is_not_learned(harmless: Exchange) -> None:
    mask = Mask([])
    mask.learn_from_exchange(harmless)
    said = "Zx81Token99 Unauthorized 2024-01-01T00:00:00Z"
    assert mask.text(said) == said


@pytest.mark.parametrize("value", ["short", "1234567", "undefined", "false", "the-placeholder"])
def test_values_that_are_not_worth_it_are_not_learned(value: str) -> None:
    mask = Mask([], public=["the-placeholder"])
    mask.learn(value)
    assert mask.text(value) == value


def test_a_placeholder_stays_visible_and_a_user_s_value_never_does() -> None:
    mask = Mask(["the-user-s-own"], public=["the-placeholder", "the-user-s-own"])
    mask.learn_from_exchange(exchange(request_headers=(("Authorization", "the-placeholder"),)))
    assert mask.text("the-placeholder the-user-s-own") == f"the-placeholder {MASK}"


def test_basic_credentials_in_a_log_are_masked_before_any_exchange_told_of_them() -> None:
    token = base64.b64encode(b"me:pa55").decode()
    assert Mask([]).text(f"Authorization: Basic {token}") == f"Authorization: Basic {MASK}"
    assert Mask([]).text("Basic authentication") == "Basic authentication"


def test_the_first_of_thousands_of_tokens_is_masked_too() -> None:
    mask = Mask(["s3cret"])
    for number in range(3_000):
        mask.learn(f"token/number/{number:05d}")
    assert mask.text("token/number/02999 s3cret") == f"{MASK} {MASK}"
    assert mask.text("a=token/number/00000&b=token%2fnumber%2f00001") == f"a={MASK}&b={MASK}"
    in_base64 = base64.b64encode(b"token/number/02999").decode()
    assert mask.text(in_base64) == MASK
    mask.learn("token/number/00000")
    assert mask.text(base64.b64encode(b"token/number/00000").decode()) == MASK


def test_another_mask_takes_over_what_was_learned() -> None:
    first, second = Mask([]), Mask([])
    first.news = []
    for number in range(2_100):
        first.learn(f"token/number/{number:05d}")
    second.learn_again(first.news)
    assert second.text("token/number/00000 token%2fnumber%2f02099") == f"{MASK} {MASK}"


def test_tokens_beyond_a_bound_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_MOST_RECENT", 8)
    monkeypatch.setattr(secrets, "MOST_LEARNED", 8)
    mask = Mask(["s3cret"])
    for number in range(100):
        mask.learn(f"token-number-{number:05d}")
        mask.learn("token-number-in-use")
    for kept in ("token-number-00099", "token-number-00092", "token-number-in-use", "s3cret"):
        assert mask.text(kept) == MASK
    assert mask.text("token-number-00000") == "token-number-00000"


def test_tokens_that_begin_alike_are_told_apart_fast() -> None:
    search = Search("*")
    search.add(f"the-same-beginning-{number:06d}-and-end" for number in range(5_000))
    largest = max(len(held) for held in search._by_window.values())
    assert largest < 50
    search.remove(f"the-same-beginning-{number:06d}-and-end" for number in range(5_000))
    assert not search._by_window
