"""Pages for the tests: of a run, and of a run of any length."""

from __future__ import annotations

import json
import re
from typing import Any

from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports.html import render

_NUMBERS = re.compile(r'(?<=id="numbers">).*?(?=</script>)', re.S)


def page(outcome: Outcome) -> str:
    """The whole page."""
    return "".join(render(outcome))


def numbers(text: str) -> dict[str, Any]:
    """The numbers that a page holds."""
    found = _NUMBERS.search(text)
    assert found
    parsed: dict[str, Any] = json.loads(found[0])
    return parsed


def enlarged(text: str, count: int) -> str:
    """The page with ``count`` cycles and ``count`` events: its own, again and again, ever later."""
    held = numbers(text)
    interval, cycles, events = held["run"]["interval"], held["cycles"], held["events"]
    length = len(cycles)

    def later(row: dict[str, Any], number: int, several: int, *times: str) -> dict[str, Any]:
        shift = number // several * length
        moved = {name: row[name] + shift * interval for name in times if name in row}
        return {**row, **moved}

    held["cycles"] = [
        {**later(cycles[number % length], number, length, "a", "w", "c"), "n": number + 1}
        for number in range(count)
    ]
    held["events"] = sorted(
        (
            {
                **later(events[number % len(events)], number, len(events), "c"),
                "i": f"e{number}",
                "n": [number // len(events) * length + 1],
            }
            for number in range(count)
        ),
        key=lambda event: event["c"],
    )
    return _NUMBERS.sub(lambda _: json.dumps(held).replace("<", "\\u003c"), text)
