"""A secret is found however it is quoted, up to four layers deep."""

from __future__ import annotations

import html
import json
import random
import re
import string
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from xfetch.emulator.masking.mask import COMMON_WORDS, MASK, Mask
from xfetch.emulator.masking.unquoted import Origins, unquoted

SECRETS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=4, max_size=24)
SPOILT = 'Ab3/dE+fG9hJ kL2"\\%41é&amp;\n😀'
TEXTS = st.text(st.sampled_from('ab1%4e9\\u00x&#;lt"{}+é😀n '), max_size=40)


def some_of_it(text: str) -> str:
    """Every other byte as %xx, letters and digits too."""
    raw = text.encode("utf-8", "surrogatepass")
    return "".join(
        f"%{byte:02x}" if place % 2 or byte > 126 or chr(byte) in "%&\\" else chr(byte)
        for place, byte in enumerate(raw)
    )


def in_units(text: str) -> str:
    raw = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{raw[at]:02X}{raw[at + 1]:02x}" for at in range(0, len(raw), 2))


WRITERS: dict[str, Callable[[str], str]] = {
    "json": lambda text: json.dumps(text)[1:-1],
    "json in utf-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json of php": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "repr": lambda text: repr(text)[1:-1],
    "ascii": lambda text: ascii(text)[1:-1],
    "repr of bytes": lambda text: repr(text.encode("utf-8", "surrogatepass"))[2:-1],
    "html": html.escape,
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "entities in hex": lambda text: "".join(f"&#x{ord(char):X};" for char in text),
    "url": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "yarl": lambda text: quote(text, safe="-._~!$'()*,:@/?").replace("%20", "+"),
    "every byte": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "some bytes": some_of_it,
    "units": in_units,
}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    secret=SECRETS,
    writers=st.lists(st.sampled_from(sorted(WRITERS)), min_size=1, max_size=4),
    before=st.sampled_from(["", "key=", "é ", '{"a": "']),
    after=st.sampled_from(["", "&b=1", '"}', " "]),
)
@example(SPOILT, ["repr of bytes", "json"], "", "")
@example(SPOILT, ["html", "json"], "key=", "&b=1")
@example(SPOILT, ["url", "url"], "key=", "&b=1")
@example(SPOILT, ["yarl"], "key=", "&b=1")
@example(SPOILT, ["every byte", "json", "html"], "", "")
@example("Zx81Token99", ["every byte", "every byte", "json"], "", "")
@example("Zx81Token99", ["units", "url"], "", "")
@example("0\x1f\x1f\x1b", ["units"], "", "")
def test_no_writer_hides_a_secret(secret: str, writers: list[str], before: str, after: str) -> None:
    assume(secret.strip().strip("*") == secret and secret.lower() not in COMMON_WORDS)
    assume(
        re.search("[A-Za-z0-9]{2}", secret)
    )  # docs/emulation.md: else a wholly quoted one is not found
    text = secret
    for writer in writers:
        text = WRITERS[writer](text)
    masked = Mask([secret]).text(before + text + after)
    assert MASK in masked
    assert masked.startswith(before)
    assert masked.endswith(after)
    left = masked[len(before) : len(masked) - len(after)].replace(MASK, "")
    # The beginning of an escape may be left, where the rest of it was found as it is.
    assert len(left) < 12
    assert set(left) <= set("\\%&ampx#u;" + string.hexdigits)


# Those that quote everything make 10 MB of four layers.
@pytest.mark.parametrize(
    "writer", [name for name in WRITERS if name not in ("entities", "entities in hex", "units")]
)
def test_what_is_quoted_four_times_in_one_way_is_found(writer: str) -> None:
    text = SPOILT
    for _ in range(4):
        text = WRITERS[writer](text)
    assert Mask([SPOILT]).text(f"<{text}>") == f"<{MASK}>"


def test_any_choice_of_characters_left_alone_is_found() -> None:
    chance = random.Random(7)
    marks = "!#$&'()*+,/:;=?@[]~\"<>|{}^`"
    secret = "Ab3/dE+fG9hJ@kL2!x(y)z=1"
    mask = Mask([secret])
    for _ in range(100):
        safe = "".join(mark for mark in marks if chance.random() < 0.5)
        assert mask.text(f"k={quote(secret, safe=safe)}&b=1") == f"k={MASK}&b=1"


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_each_place_leads_back_to_where_it_came_from(text: str) -> None:
    inner, origins = unquoted(text), Origins(text)
    places = [origins.of(at) for at in range(len(inner) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(text)
    for at, char in enumerate(inner):
        outer = text[places[at] : places[at + 1]]
        assert outer == char or outer.startswith(("%", "\\", "&"))


def test_a_text_without_a_secret_stays_as_it_is() -> None:
    mask = Mask([SPOILT, "s3cret/key"])
    for text in (
        '{"a": "\\u0041 %41 &#65; \\\\x41"}',
        "%zz &nbsp \\",
        "a%2Fb%5Cc&amp;",
        "s3cret%2Fkex",
    ):
        assert mask.text(text) == text


def test_a_number_is_found_as_it_is_read_and_written_again() -> None:
    mask = Mask(["0012345678"])
    said = "12345678 12,345,678 12_345_678 bc614e BC614E 12345678.0"
    assert mask.text(said).count(MASK) == 6
    assert mask.json([12345678, 12345678.0, 5]) == [MASK, MASK, 5]


def test_several_secrets_in_one_text() -> None:
    mask = Mask(["first/key", "second key"])
    text = "a=first%2fkey&b=second+key&c=first/key&d=second%20key"
    assert mask.text(text) == f"a={MASK}&b={MASK}&c={MASK}&d={MASK}"
