"""The rules as a catalogue, and as folds that remember no more than they must."""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from xfetch.emulator.history import FetchRun, LastRunChange
from xfetch.emulator.judge import judge
from xfetch.emulator.rules import RULES
from xfetch.emulator.rules.page import page_text

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def run(cycle: int, *names: str) -> FetchRun:
    at = START + timedelta(minutes=cycle)
    change = LastRunChange({"n": "0"}, {"n": "1"}, {"n": "1"}, was_set=True, saved=True)
    incidents = tuple({"name": name, "rawJSON": f'{{"id": "{name}"}}'} for name in names)
    return FetchRun(cycle, at, at, "ok", "", change, incidents)


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_an_event_created_again_and_again_is_one_finding() -> None:
    runs = [run(cycle, "a") for cycle in range(1, 101)]
    findings = [item for item in judge(runs).findings if item.rule == "XF101"]
    assert len(findings) == 1
    assert findings[0].message == (
        "a created 100 times: cycles 1, 2, 3, 4, 5, 6, …; cycle 1 moved `n` from 0 to 1, cycle 2 sent"
        " it again"
    )
    assert findings[0].cycle == 2


def test_a_history_is_read_from_its_start_each_time() -> None:
    class Stored:
        reads = 0

        def __iter__(self):  # type: ignore[no-untyped-def]
            self.reads += 1
            return iter([run(1, "a", "b"), run(2, "b")])

        def __len__(self) -> int:
            return 2

    stored = Stored()
    judgement = judge(stored)
    assert judgement.duplicates == {2: 1}
    assert judgement.tally.incidents == 3
    # Once for what tells events apart, once for the rules, once for the story of what was repeated.
    assert stored.reads == 3


def test_more_repeated_events_than_anybody_reads_are_counted() -> None:
    names = [str(number) for number in range(1_500)]
    findings = judge([run(1, *names), run(2, *names)]).findings
    assert sum(item.rule == "XF101" for item in findings) == 1_001
    told = [item.message for item in findings if item.rule == "XF101"]
    assert told[-1] == "500 more incidents were created before"


def test_failed_fetches_are_no_proof() -> None:
    failed = replace(run(1), status="error")
    assert "XF401" not in [item.rule for item in judge([failed]).findings]
    assert "XF401" in [item.rule for item in judge([run(1)]).findings]


def test_every_rule_has_a_page_with_a_remedy_and_code_that_parses() -> None:
    for rule in RULES:
        text = page_text(rule)
        heads = re.findall(r"^### (.*)$", text, re.M)
        assert heads == ["Why it matters", "Remedy", "Before", "After"], rule.code
        snippets = re.findall(r"```python\n(.*?)```", text, re.S)
        assert len(snippets) == 2
        assert snippets[0] != snippets[1]
        for snippet in snippets:
            ast.parse(f"def f():\n{textwrap.indent(snippet, '    ')}    pass")
