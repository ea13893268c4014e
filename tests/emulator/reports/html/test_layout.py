"""The page on a phone, a tablet and a desk: what is in sight, in which order, and with which counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from tests.emulator.reports.html.browser import in_a_browser, looked_at
from tests.emulator.reports.html.pages import enlarged, page
from xfetch.cli.main import cli
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports.json_report import summary_row
from xfetch.emulator.reports.saved_run import read_run
from xfetch.emulator.reports.verdict_rows import vendor_counts

SAMPLES = Path(__file__).parents[4] / "sample_integrations"
WIDTHS = (390, 768, 1280)
MANY = 10_000
# Only the rows in sight are drawn. How long that takes is measured in tests/benchmarks/bench_page.py.
MOST_ELEMENTS = 3_000

HANDS = (Path(__file__).parent / "hands.js").read_text(encoding="utf-8")
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A run with missed and with repeated events, and one cycle that fails."""
    saved = tmp_path_factory.mktemp("run") / "run.json"
    arguments = ["run", str(SAMPLES / "lookback_limit"), "--isolation", "inline"]
    CliRunner().invoke(cli, [*arguments, "--fail-cycle", "20", "-o", f"json:{saved}"])
    return read_run(saved, {})


@pytest.fixture(scope="module")
def seen(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The page at each width, with a cycle and an event in question opened by its address."""
    folder = tmp_path_factory.mktemp("page")
    return looked_at(page(outcome), folder, LOOK, WIDTHS, ("#cycle-18/event-39",))


@in_a_browser
def test_nothing_is_wider_than_the_window(seen: list[Any]) -> None:
    assert [one["inner"] for one in seen] == list(WIDTHS)
    for one in seen:
        assert one["overflow"] <= one["inner"]
        assert max(one["wide"]) <= one["inner"]


@in_a_browser
def test_the_message_of_the_open_cycle_is_in_sight(seen: list[Any]) -> None:
    for one in seen:
        assert one["title"] == "Cycle 18"
        assert one["message"]["text"].startswith("pulled")
        assert one["message"]["width"] > 40
        assert one["message"]["right"] <= one["inner"]


@in_a_browser
def test_the_event_in_question_is_marked_in_the_answer(seen: list[Any]) -> None:
    for one in seen:
        assert '"id": "39"' in one["marked"]
        assert '"id": "38"' not in one["marked"]
        assert one["address"] == "#cycle-18/event-39"


@in_a_browser
def test_the_focus_goes_from_the_head_to_the_timeline_the_details_and_the_lists(
    seen: list[Any],
) -> None:
    for one in seen:
        assert list(dict.fromkeys(one["places"])) == ["header", "timeline", "pane", "lists"]
        assert one["marks"] == 1, "the marks of the timeline are one stop; arrow keys go on"
        assert one["ordered"]
        assert one["drawings"] == 0, "a picture would hide its marks from a screen reader"


@in_a_browser
def test_every_count_is_that_of_the_json_report(outcome: Outcome, seen: list[Any]) -> None:
    summary, verdicts = summary_row(outcome), outcome.verdicts
    assert verdicts is not None
    vendor = vendor_counts(verdicts)
    assert isinstance(vendor, dict)
    severities = summary["findings"]
    assert isinstance(severities, dict)
    for one in seen:
        counts, filters = one["counts"], one["filters"]
        assert counts["cycles"] == filters["cycles"]["all"] == summary["cycles"]
        assert counts["incidents created"] == summary["unique"]
        assert counts["duplicates"] == summary["duplicates"]
        assert counts["failed cycle"] == summary["failed"] == filters["cycles"].get("failed", 0)
        assert counts["events missed"] == summary["missed"] == filters["events"]["m"]
        assert counts["errors"] == severities["error"] == filters["findings"]["error"]
        assert filters["events"]["d"] == vendor["delivered"]
        assert filters["events"]["u"] == vendor["duplicated"]
        assert filters["events"][""] == filters["events"]["listed"] == vendor["events"]
        assert filters["findings"][""] == filters["findings"]["listed"] == len(outcome.findings)


@in_a_browser
def test_each_event_is_drawn_once_or_counted_in_a_bar(outcome: Outcome, seen: list[Any]) -> None:
    for one in seen:
        assert drawn_or_counted(one) == 40


@in_a_browser
def test_ten_thousand_cycles_and_events_stay_small(outcome: Outcome, tmp_path: Path) -> None:
    large = enlarged(page(outcome), MANY)
    for one in looked_at(large, tmp_path, LOOK, (390, 1280), ("#cycle-9000",)):
        assert one["title"] == "Cycle 9000"
        assert one["height"] < 3_000
        assert one["overflow"] <= one["inner"]
        assert one["counts"]["cycles"] == MANY
        assert one["filters"]["events"][""] == MANY
        assert drawn_or_counted(one) == MANY
        assert one["elements"] < MOST_ELEMENTS


@in_a_browser
def test_keys_and_the_mouse_select_open_and_zoom(outcome: Outcome, tmp_path: Path) -> None:
    (told,) = looked_at(page(outcome), tmp_path, HANDS, (1280,))
    assert told["slash"]["focus"] == "search"
    assert told["enter"]["focus"] == "pane"
    assert "created again" in told["enter"]["title"]
    assert told["enter"]["address"].startswith("#finding-")
    assert told["escape"]["focus"] == "findings-list"
    assert told["again"]["address"] == ""
    cycles = len(outcome.runs)
    assert told["end"]["address"] == f"#cycle-{cycles}"
    assert told["up"]["address"] == f"#cycle-{cycles - 1}"
    assert told["scrolled"] == told["whole"] == told["back"]
    for part in (told["wheeled"], told["dragged"]):
        assert part != told["whole"]
        assert part.startswith("2024-01-01 00:"), "a part of the run has its date"
        assert f"of {cycles} ·" in part, "and the numbers of its cycles"
    assert told["mark"]["words"].startswith("event ")
    assert told["mark"]["address"].startswith("#event-")


FOLDS = """(window, document) => {
  const find = (id) => document.getElementById(id);
  const rows = () => document.querySelector("#cycles-list [role=option]").getAttribute("aria-setsize");
  const folds = () => document.querySelectorAll("#chart .window.quiet").length;
  find("cycles-tab").click();
  const folded = { rows: rows(), folds: folds(), words: document.querySelector(".folded").textContent };
  find("fold").click();
  const unfolded = { rows: rows(), folds: folds() };
  for (let at = 0; at < 3; at++) find("closer").click();
  return { folded, unfolded, range: find("range").textContent };
}"""


@in_a_browser
def test_cycles_that_fail_alike_are_one_row_until_they_are_unfolded(tmp_path: Path) -> None:
    integration = worlds.write(tmp_path, "raise ValueError('the product is gone')")
    outcome = worlds.run(integration, 60, vendor_file=worlds.vendor(tmp_path, NOTHING))
    (told,) = looked_at(page(outcome), tmp_path, FOLDS, (1280,))
    assert int(told["folded"]["rows"]) < 10
    assert told["folded"]["folds"] == 1
    assert "cycles alike" in told["folded"]["words"]
    assert told["unfolded"] == {"rows": "60", "folds": 0}
    assert "2024-01-01 00:" in told["range"], "the dates stay when the view is a part of the run"
    assert "of 60" in told["range"], "so do the numbers of the cycles"


NOTHING = "class Vendor:\n    def handle(self, request, now):\n        return []\n"


def drawn_or_counted(one: Any) -> int:
    """The number of single marks, and of the events in the bars of the timeline."""
    bars = [words for words in one["drawn"] if not words.startswith("event ")]
    counted = sum(int(words.split()[0].replace(",", "")) for words in bars)
    return len(one["drawn"]) - len(bars) + counted
