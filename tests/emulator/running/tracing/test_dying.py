"""What a line held each time before it ran, for a fetch whose process dies there."""

from __future__ import annotations

import sys
from typing import Any

from xfetch.emulator.integration.failed.failure_point import Origin
from xfetch.emulator.record.trace import Step
from xfetch.emulator.running.tracing.dying import following
from xfetch.emulator.running.tracing.mentions import Mentions

CODE = """\
def read(content):
    address = content[0] and 4096
    return str(address + content[0])

def fetch():
    for record in RECORDS:
        read(record["content"])

fetch()
"""


def steps_at(number: int, records: list[dict[str, Any]]) -> list[Step]:
    told: list[Step] = []
    mentions = Mentions(frozenset({"a", "b"}), "id")
    with following(number, Origin("/code/A.py", "A.py", CODE), mentions, told.append):
        exec(compile(CODE, "/code/A.py", "exec"), {"RECORDS": records})
    return told


def test_the_last_step_has_the_values_and_the_record_of_a_caller() -> None:
    found = steps_at(3, [{"id": "a", "content": b"\x01"}, {"id": "b", "content": b"\x00"}])
    assert [(str(one.line), one.events) for one in found] == [
        ("A.py:3", ("a",)),
        ("A.py:3", ("b",)),
    ]
    assert [str(one) for one in found[-1].values][:1] == ["address = 0"]


def test_a_line_that_runs_very_often_is_told_at_most_500_times() -> None:
    assert len(steps_at(3, [{"id": "a", "content": b"\x01"}] * 600)) == 500


def test_nothing_is_followed_afterwards() -> None:
    before = sys.gettrace()
    steps_at(3, [{"id": "a", "content": b"\x01"}])
    assert sys.gettrace() is before
