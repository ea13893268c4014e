"""What commands a terminal, a reader or a CI runner is written out."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.printable import printable, printable_json, printable_line

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
COMMANDING = [
    chr(code)
    for code in range(sys.maxunicode + 1)
    if unicodedata.category(chr(code)) in ("Cc", "Zl", "Zp")
    or unicodedata.bidirectional(chr(code)) in BIDI
]


def test_every_control_character_and_override_is_written_out() -> None:
    assert len(COMMANDING) == 65 + 2 + 9
    for character in COMMANDING:
        shown = printable(character)
        assert shown.isprintable() or character in "\t\n"
        assert printable_line(character).isprintable()
    assert printable("\x1b]0;x\x07 \x9b2J \u202e") == r"\x1b]0;x\x07 \x9b2J \u202e"


@given(st.text())
def test_twice_is_once_and_other_text_stays(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    if text.isprintable() and "::" not in text and "##" not in text:
        assert printable(text) == printable_line(text) == text


@pytest.mark.parametrize(
    "line",
    ["::error::x", "  ::add-mask::x", "\t::error file=a,line=1::x", "a\n::stop-commands::t\nb"],
)
def test_a_command_of_github_does_not_begin_a_line(line: str) -> None:
    shown = printable(line)
    assert not any(one.strip().startswith("::") for one in shown.splitlines())
    assert printable_line(line).count("\n") == 0


@pytest.mark.parametrize("line", ["##[error]x", "a ##vso[task.setvariable]b", "###[group]"])
def test_a_command_anywhere_in_a_line_is_broken_up(line: str) -> None:
    assert "##[" not in printable(line)
    assert "##vso[" not in printable(line)


@pytest.mark.parametrize(
    "line", ["::1", "fe80::1", "  ::ffff:10.0.0.1 x", "# a [b]", "## a", "a::b::c"]
)
def test_what_only_resembles_a_command_stays(line: str) -> None:
    assert printable(line) == line


@given(st.recursive(st.text() | st.sampled_from([*COMMANDING, "##[x]"]), st.lists))
def test_json_stays_the_same_value(value: object) -> None:
    text = printable_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert "##[" not in text
    assert not set(text) & set(COMMANDING)
