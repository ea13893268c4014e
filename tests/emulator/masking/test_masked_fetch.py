"""The fast way to a masked row comes out where the slow one does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.emulator.record.store.test_rows import runs
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.masking.masked_fetch import masked_fetch, masked_row
from xfetch.emulator.record.entries import Record, WrittenRecord
from xfetch.emulator.record.entry_text import encode
from xfetch.emulator.record.fetch_run import FetchRun
from xfetch.emulator.record.store.row import row_of

# Few letters, so that secrets and values meet; some need escapes in JSON.
SECRET_LETTERS = 'ab1é"\\\n😀'
secrets = st.lists(st.text(SECRET_LETTERS, min_size=4, max_size=6), max_size=4)


def sprinkled(value: Any, words: list[str]) -> Any:
    """The value with secrets in some of its texts."""
    if isinstance(value, str) and words:
        return value + words[len(value) % len(words)]
    if isinstance(value, dict):
        return {sprinkled(key, words): sprinkled(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [sprinkled(item, words) for item in value]
    return value


@settings(max_examples=150)
@given(runs, secrets, st.lists(st.integers(1000, 10**7), max_size=3), st.booleans())
def test_both_ways_are_equal(
    run: FetchRun, words: list[str], numbers: list[int], written: bool
) -> None:
    incidents = tuple(sprinkled(incident, words) for incident in run.incidents)
    last_run = replace(run.last_run, asked=[*numbers, *words, sprinkled(run.last_run.asked, words)])
    record: Record = run.record
    if written:
        texts = tuple(encode(entry) for entry in run.record.entries)
        record = WrittenRecord(run.record.entries, texts)
    lost_change = sprinkled(run.lost_change, words)
    run = replace(
        run, incidents=incidents, last_run=last_run, record=record, lost_change=lost_change
    )
    known = [*words, *map(str, numbers)]
    slow = row_of(masked_fetch(run, Mask(known)))
    assert masked_row(run, Mask(known)) == slow
