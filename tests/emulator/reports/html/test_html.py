"""The page: what it holds, and what it does in a real browser, where there is one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.reports.html.browser import dom, in_a_browser, looked_at
from tests.emulator.reports.html.pages import numbers, page
from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.judging.finding import Finding
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.from_scenario import with_scenario
from xfetch.emulator.request.request import Request
from xfetch.emulator.request.scenario_file.read import read_scenario

SAMPLES = Path(__file__).parents[4] / "sample_integrations"


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    sample = SAMPLES / "helloworld_twin"
    return worlds.run(sample, 8, vendor_file=sample / "vendor.py")


def test_it_stands_alone(outcome: Outcome) -> None:
    text = page(outcome)
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#)""", text)
    assert "@import" not in text
    assert "url(" not in text


def test_its_numbers_are_the_runs(outcome: Outcome) -> None:
    held = numbers(page(outcome))
    assert len(held["cycles"]) == 8
    events = held["events"]
    assert [row["v"] for row in events].count("m") == 1
    line = held["findings"][0]["line"]
    assert held["sources"][line].strip() == "if created <= last_fetch:"


def test_a_finding_names_the_deciding_line_and_what_other_lines_did(outcome: Outcome) -> None:
    held = numbers(page(outcome))
    first = held["findings"][0]
    assert first["cause"]["because"]
    assert first["cause"]["title"]
    assert {"asked", "moved"} <= {one["role"] for one in first["lines"]}
    assert all(one["line"] in held["sources"] for one in first["lines"])
    assert first["place"].endswith(first["lines"][0]["line"])


def test_nothing_in_a_run_can_break_out_of_it(outcome: Outcome) -> None:
    evil = "</script><script>alert(1)</script><!-- \u2028 ' \" ${x} /* script */ <!-- numbers -->"
    finding = Finding("XF101", evil, "error", 1, evil, {})
    integration = replace(outcome.dossier.integration, name=evil)
    dossier = replace(outcome.dossier, integration=integration)
    judgement = replace(outcome.judgement, findings=(finding,))
    text = page(replace(outcome, dossier=dossier, judgement=judgement))
    assert text.count("<script") == 3
    assert "alert(1)</script>" not in text
    assert numbers(text)["findings"][0]["message"] == evil


def test_the_same_twice(outcome: Outcome) -> None:
    assert page(outcome) == page(outcome)


@pytest.fixture(scope="module")
def cut() -> Outcome:
    sample = SAMPLES / "snapshot_cut"
    request = with_scenario(Request(sample), read_scenario(sample / "scenario.yml"), frozenset())
    return emulate(prepare(request))


def test_the_page_holds_the_ledger_of_the_snapshots(cut: Outcome, outcome: Outcome) -> None:
    table = numbers(page(cut))["run"]["snapshots"]
    assert table["head"][0] == "snapshot"
    assert len(table["rows"]) == table["all"] == len(cut.judgement.snapshots)
    bad = [row for row in table["rows"] if row[-1]]
    assert [row[4] for row in bad] == [one.state for one in cut.judgement.snapshots if one.is_bad]
    assert bad
    assert numbers(page(outcome))["run"]["snapshots"] is None


@in_a_browser
def test_the_ledger_is_a_table(cut: Outcome, tmp_path: Path) -> None:
    drawn = dom(page(cut), tmp_path)
    assert "Asset snapshots" in drawn
    assert '<tr class="bad">' in drawn
    assert cut.judgement.snapshots[0].id in drawn


@in_a_browser
def test_it_draws_itself(outcome: Outcome, tmp_path: Path) -> None:
    drawn = dom(page(outcome), tmp_path)
    assert 'data-ready="' in drawn
    assert 'class="v m"' in drawn, "the missed event is a mark of its own"
    assert 'class="cursor"' in drawn
    assert drawn.count('class="window"') == 8 + 1, "a bar a cycle, and the legend's"
    assert "1 event missed: 107" in drawn or "event 107 missed" in drawn
    assert "asked from 2023-12-31 23:00:00" in drawn, "the first window is torn"


@in_a_browser
def test_filters_keys_and_rows_work(outcome: Outcome, tmp_path: Path) -> None:
    acts = """
    const press = (id, key) => document.getElementById(id).dispatchEvent(
      new KeyboardEvent('keydown', {key, bubbles: true}));
    const filter = document.getElementById('filter');
    filter.value = 'info';
    filter.dispatchEvent(new Event('change'));
    press('chart', '+');
    document.documentElement.dataset.found = document.getElementById('findings-list').textContent;
    document.getElementById('cycles-tab').click();
    for (let at = 0; at < 4; at++) press('cycles-list', 'ArrowDown');
    document.documentElement.dataset.address = location.hash;
    document.getElementById('theme').click();
    """
    drawn = dom(page(outcome), tmp_path, acts)
    found = re.search(r'data-found="([^"]*)"', drawn)
    assert found
    assert "XF102" not in found[1]
    assert "XF112" in found[1]
    assert drawn.count('class="window"') < 8, "it shows a part of the run"
    assert 'data-address="#cycle-4"' in drawn
    assert "start_time" in drawn
    assert 'data-theme="' in drawn


@in_a_browser
def test_an_address_opens_what_it_names_and_else_the_gravest_finding(
    outcome: Outcome, tmp_path: Path
) -> None:
    title = "(window, document) => document.getElementById('details-title').textContent"
    addresses = ("#cycle-4", "#event-103", "#finding-2", "#event-%25", "#cycle-99", "#nothing")
    cycle, event, finding, *unknown = looked_at(page(outcome), tmp_path, title, (800,), addresses)
    assert cycle == "Cycle 4"
    assert event == "Event 103"
    assert "dbotMirrorId" in finding
    assert all("107 missed" in one for one in unknown)


def test_the_first_second_of_1970_is_the_start_of_a_window() -> None:
    sample = SAMPLES / "since_1970"
    outcome = worlds.run(sample, 2, vendor_file=sample / "vendor.py")
    assert numbers(page(outcome))["cycles"][0]["w"] == 0


def test_the_drawn_position_is_the_one_that_the_window_is_built_from(tmp_path: Path) -> None:
    body = """
    from datetime import datetime, timedelta
    import requests
    asked = demisto.getLastRun().get("from", "2024-01-01T00:00:00")
    requests.get("https://probe.example.com/alerts", params={"since": asked})
    later = datetime.fromisoformat(asked) + timedelta(seconds=7)
    ahead = datetime.utcnow() + timedelta(minutes=9)
    demisto.setLastRun({"from": later.isoformat(), "last_fetch_time": ahead.isoformat()})
    demisto.incidents([])
    """
    vendor = worlds.vendor(
        tmp_path, "class Vendor:\n    def handle(self, request, now):\n        return []\n"
    )
    outcome = worlds.run(worlds.write(tmp_path, body), 4, vendor_file=vendor)
    rows = numbers(page(outcome))["cycles"]
    assert [row["c"] % 60 for row in rows] == [7, 14, 21, 28]


ODD_NUMBERS = """
n = int(demisto.getLastRun().get("n", 0)) + 1
demisto.setLastRun({"n": str(n), "big": 2**53 + 1, "score": float("nan"), "huge": -10**4000})
demisto.incidents([{
    "name": "n", "rawJSON": json.dumps({"id": n}), "dbotMirrorId": 2**70, "occurred": 2**64,
    "x": 10**5000 if n == 3 else float("inf"),
}])
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("odd")
    return worlds.run(worlds.write(folder, ODD_NUMBERS), 4)


def test_its_numbers_are_such_that_a_browser_keeps(odd: Outcome) -> None:
    def known(text: str) -> int:
        assert abs(int(text)) <= 2**53, text
        return int(text)

    found = re.search(r'id="numbers">(.*?)</script>', page(odd), re.S)
    assert found
    json.loads(found[1], parse_int=known, parse_constant=pytest.fail)


def test_an_integer_that_json_refuses_fails_its_fetch_alone(odd: Outcome) -> None:
    assert [run.status for run in odd.runs] == ["ok", "ok", "error", "error"]
    assert "Exceeds the limit" in odd.runs[2].message


@in_a_browser
def test_a_browser_shows_large_integers_and_nan_as_they_were(odd: Outcome, tmp_path: Path) -> None:
    drawn = dom(page(odd), tmp_path, "page.choose('cycle', page.model.cycle(2))")
    assert '"big": 9007199254740993' in drawn
    assert '"score": "NaN"' in drawn


TEXT_COLOURS = ("ink", "soft", "good", "bad", "twice", "note")
GROUNDS = ("panel", "ground", "code", "select")
LEAST_CONTRAST = 4.5


@pytest.fixture(scope="module")
def themes(outcome: Outcome) -> list[dict[str, str]]:
    """The colours of the light theme, of the dark one, and of the one that a dark system asks for."""
    blocks = re.findall(r":root[^{]*\{([^}]*--panel[^}]*)\}", page(outcome))
    return [dict(re.findall(r"--(\w+): #(\w{6})", block)) for block in blocks]


def test_there_is_one_dark_theme(themes: list[dict[str, str]]) -> None:
    light, dark, by_system = themes
    assert dark == by_system
    assert light.keys() == dark.keys()


def test_every_text_can_be_read_on_every_ground(themes: list[dict[str, str]]) -> None:
    """The least contrast is that of WCAG 2, level AA, for small text."""
    for colours in themes:
        for text in TEXT_COLOURS:
            for ground in GROUNDS:
                assert contrast(colours[text], colours[ground]) >= LEAST_CONTRAST, (text, ground)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
