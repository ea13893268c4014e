"""The page of many runs: what its overview says, and how it leads to the page of a run."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from tests.emulator.reports.html.browser import in_a_browser, looked_at
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports.html import overview
from xfetch.emulator.reports.html.overview import BROKEN, FAILED, OK, Row, RunPage, render_all
from xfetch.emulator.reports.html.overview import run_page as run_page_of

WIDTHS = (390, 768, 1280)
EVIL = "</script><script>alert(1)</script> <b>'\""
GUILTY, GOOD, GONE = (
    "Packs/a b, c/scenario.yml",
    "Packs/é'%2F&?#/good.xfetch.yml",
    "gone/scenario.yml",
)
TITLE = "3 scenarios: 1 passed, 1 failed, 1 broken"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A run that creates one event three times."""
    again = """demisto.incidents([{'name': 'n', 'rawJSON': '{"id": 1}'}])"""
    return worlds.run(worlds.write(tmp_path_factory.mktemp("code"), again), 3)


@pytest.fixture(scope="module")
def rows(outcome: Outcome) -> list[Row]:
    expected = replace(outcome, differs=())
    return [
        Row(GOOD, "Good", OK, "PASSED", "3 cycles", run_page_of(expected, GOOD)),
        Row(GUILTY, "Guilty", FAILED, "FAILED", "3 cycles", run_page_of(outcome, GUILTY)),
        Row(GONE, EVIL, BROKEN, "BROKEN", EVIL, RunPage(notes=("do this",))),
    ]


@pytest.fixture(scope="module")
def text(rows: list[Row]) -> str:
    return "".join(render_all(rows, TITLE))


def plain(text: str) -> str:
    """What a reader without JavaScript sees."""
    shown = text.partition("<body>")[2].partition("<template")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", shown)).split())


def test_it_stands_alone(text: str) -> None:
    assert not re.search(r"""(src|href)\s*=\s*["'](?![#?])""", text)
    assert "@import" not in text
    assert "url(" not in text


def test_what_cannot_be_run_comes_first_then_what_failed(text: str) -> None:
    shown = plain(text)
    heads = ["Cannot be run (1)", "Failed (1)", "Passed (1)"]
    assert [shown.index(head) for head in heads] == sorted(shown.index(head) for head in heads)
    assert TITLE in shown
    assert "do this" in shown


def test_a_finding_has_its_count_its_cause_and_what_to_do(text: str) -> None:
    shown = plain(text)
    told = "XF101 duplicate-incident: event 1 created three times: in cycles 1–3"
    assert shown.count(told) == 2
    assert "position-not-saved: cycle 1 saved no position" in shown
    assert "do: call setLastRun in each fetch that creates events" in shown
    assert shown.count("findings, as expected") == 1


def test_nothing_in_a_run_can_break_out_of_it(text: str) -> None:
    assert "alert(1)</script>" not in text
    assert "<b>" not in text.partition("<template")[0]


def test_an_interrupted_run_and_failed_expectations_are_told(outcome: Outcome) -> None:
    differs = replace(
        outcome, differs=("2 created again",), dossier=replace(outcome.dossier, stop="x")
    )
    assert run_page_of(differs, "a").notes == (
        "not as expected: 2 created again",
        "the run stopped: x",
    )


def test_a_file_that_would_get_too_large_leaves_pages_out(
    rows: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = max(len(row.page.numbers) for row in rows)
    monkeypatch.setattr(overview, "_MOST_CHARS", one)
    text = "".join(render_all(rows, TITLE))
    assert text.count('id="numbers?run=') == 1
    assert 'id="numbers?run=Packs/a%20b%2C%20c/scenario.yml"' in text, "what failed is kept first"
    assert f"xfetch run {shlex.quote(GOOD)} -o html:run.html" in plain(text)


LOOK = """(window, document) => {
  const all = (css) => [...document.querySelectorAll(css)];
  const seen = (one) => one.getClientRects().length > 0;
  return {
    inner: window.innerWidth, overflow: document.documentElement.scrollWidth, title: document.title,
    links: all("#scenarios h3 a").map((one) => one.getAttribute("href")),
    text: document.body.innerText, ids: all("[id]").map((one) => one.id),
    opened: (document.getElementById("details-title") || {}).textContent,
    home: (document.querySelector(".heading nav a") || { getAttribute() {} }).getAttribute("href"),
    levels: all("h1, h2, h3").filter(seen).map((one) => Number(one.tagName[1])),
    mains: all("main").length,
    named: all("section").every((one) => one.matches("[aria-labelledby], [aria-label]")),
  };
}"""


@in_a_browser
def test_it_leads_to_the_page_of_each_run(text: str, tmp_path: Path) -> None:
    folder = tmp_path
    (first, *others) = looked_at(text, folder, LOOK, WIDTHS, ("?by=ci",))
    assert len(first["links"]) == 2, "what cannot be run has no page"
    assert all(link.startswith("?by=ci&run=") for link in first["links"]), "the address is kept"
    addresses = (*(f"{link}#finding-2" for link in first["links"]), "?run=gone")
    told: list[Any] = looked_at(text, folder, LOOK, WIDTHS, addresses)
    for one in (first, *others, *told):
        assert one["overflow"] <= one["inner"]
        assert one["mains"] == 1
        assert one["named"]
        assert one["levels"][0] == 1
        assert all(after - before <= 1 for before, after in pairwise(one["levels"]))
    guilty, good, unknown = (
        told[: len(WIDTHS)],
        told[len(WIDTHS) : -len(WIDTHS)],
        told[-len(WIDTHS) :],
    )
    for path, pages in ((GUILTY, guilty), (GOOD, good)):
        for one in pages:
            assert path in one["text"]
            assert one["opened"].startswith("setLastRun was never called")
            assert one["title"].startswith("Probe: FAILED" if path == GUILTY else "Probe: ")
            assert one["home"] == "?by=ci"
            assert len(one["ids"]) == len(set(one["ids"]))
    for one in unknown:
        assert "This file has no page of gone." in one["text"]
        assert TITLE in one["text"]
