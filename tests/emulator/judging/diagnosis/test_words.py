"""The words about a value that a condition looked for."""

from __future__ import annotations

import pytest

from xfetch.emulator.judging.diagnosis.words import other_spelling
from xfetch.emulator.record.entries import Line
from xfetch.emulator.record.trace import TEST, Shown, Step


@pytest.mark.parametrize(
    ("own", "held", "words"),
    [
        ("'High'", "['high', 'low']", "; 'high' differs from it only in capital letters"),
        ("'in progress'", "{'in-progress'}", "; 'in-progress' differs from it only in spelling"),
        ("'Phishing'", "{'Phishing'}", ""),
        ("'low'", "['high']", ""),
    ],
)
def test_a_text_that_another_spelling_would_have_found(own: str, held: str, words: str) -> None:
    values = (Shown("own", own, "str"), Shown("held", held, "set"))
    step = Step(Line("a.py", 1), TEST, "own in held", "false", values=values)
    assert other_spelling(step) == words
