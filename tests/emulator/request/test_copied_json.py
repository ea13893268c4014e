"""A last run as people copy it."""

from __future__ import annotations

import pytest

from xfetch.emulator.request.copied_json import copied_json

WANTED = {"last_fetch": "2024-03-05T10:14:00Z", "ids": [1, 2]}


@pytest.mark.parametrize(
    "text",
    [
        '{"last_fetch": "2024-03-05T10:14:00Z", "ids": [1, 2]}',
        "{'last_fetch': '2024-03-05T10:14:00Z', 'ids': [1, 2]}",
        '"{\\"last_fetch\\": \\"2024-03-05T10:14:00Z\\", \\"ids\\": [1, 2]}"',
        'Last Run: {"last_fetch": "2024-03-05T10:14:00Z", "ids": [1, 2]} Completed',
        "{\u201clast_fetch\u201d:\u00a0\u201c2024-03-05T10:14:00Z\u201d, \u201cids\u201d: [1, 2]}\n",
        '\ufeff{"last_fetch": "2024-03-\n05T10:14:00Z", "ids":\r\n [1, 2]}',
        "2024-03-05 10:15 debug last run {'last_fetch': '2024-03-05T10:14:00Z', 'ids': [1, 2]}",
    ],
    ids=["json", "python", "json in json", "with words", "quotes of a mail", "broken", "log"],
)
def test_it_is_read_as_it_is_copied(text: str) -> None:
    assert copied_json(text) == WANTED


@pytest.mark.parametrize("text", ["", "{", "last run", "{a: 1}", "'{'", "{{1}}"])
def test_what_means_nothing_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        copied_json(text)


def test_other_values_stay_as_they_are() -> None:
    assert copied_json("[1]") == [1]
    assert copied_json('{"a": "\u201cx\u201d"}') == {"a": "\u201cx\u201d"}
