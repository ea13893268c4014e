"""The watching ends in time, and says whether that was too early."""

from __future__ import annotations

from dataclasses import replace
from os import times
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from xfetch.emulator.errors import LoadError
from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.starter.starter import starter
from xfetch.emulator.starter.watched import CUT_SHORT
from xfetch.emulator.starter.watching import watch as watching
from xfetch.emulator.starter.watching.watch import Watch

CODE = """
import demistomock as demisto
import requests
for one in requests.get("https://a.example/alerts").json()["alerts"]:
    print(one["title"])
demisto.incidents([])
"""


def watch(longest_s: float) -> Watch:
    nothing: Any = None
    return Watch(nothing, "", nothing, nothing, nothing, nothing, longest_s=longest_s)


def test_it_goes_on_while_there_is_time() -> None:
    one = watch(600)
    assert one.may_go_on
    assert not one.cut_short
    assert 500 < one.left_s <= 600


def test_it_knows_that_time_ended_it() -> None:
    one = watch(0)
    assert not one.may_go_on
    assert one.cut_short


def test_the_time_before_the_watching_and_that_of_another_run_count() -> None:
    now = times()
    begun = (*now[:4], now[4] - 9)
    assert replace(watch(12), began=begun).may_go_on
    assert not replace(watch(12), began=begun, slowest_s=4.0).may_go_on


def test_a_starter_that_was_cut_short_says_so(tmp_path: Path) -> None:
    file = tmp_path / "Acme.py"
    file.write_text(dedent(CODE), encoding="utf-8")
    made = starter(
        Request(file, isolation=Isolation("inline")), tmp_path / "a.yml", longest_s=0.001
    )
    assert made.cut_short
    assert CUT_SHORT in made.summary
    assert CUT_SHORT in made.text.partition("integration:")[0]


def test_a_run_that_cannot_begin_ends_the_watching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Acme.py"
    file.write_text(dedent(CODE), encoding="utf-8")
    real, runs = watching.emulate_whole, []

    def once(*given: Any, **named: Any) -> Any:
        runs.append(given)
        if len(runs) > 1:
            raise LoadError("killed: no fetch began in time")
        return real(*given, **named)

    monkeypatch.setattr(watching, "emulate_whole", once)
    made = starter(Request(file, isolation=Isolation("inline")), tmp_path / "a.yml")
    assert made.cut_short
    assert len(runs) == 2
