"""A check that another machine is asked for gives the same result."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.checking.answering import answered
from xfetch.emulator.checking.baseline import Baseline
from xfetch.emulator.checking.check_one import CheckSettings, check_one
from xfetch.emulator.checking.check_task import CheckTask
from xfetch.emulator.checking.checked import Checked
from xfetch.emulator.checking.found import find_scenarios

BODIES = {
    "Good": "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])",
    "Guilty": "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}'}])",
}


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Checked]:
    """The results of three scenarios: one fails by these settings only, one by any, one cannot be run."""
    folder = tmp_path_factory.mktemp("checked")
    for name, body in BODIES.items():
        (worlds.write(folder, body, name=name) / "scenario.yml").write_text("cycles: 3\n")
    (folder / "broken.xfetch.yml").write_text("cycels: 3\n")
    return {path: check_one(path, SETTINGS) for path in find_scenarios([folder])}


SETTINGS = CheckSettings(
    strict=True,
    fail_on="warning",
    severities={"XF112": "off"},
    reports=("github", "markdown", "html", "agent"),
)


def there(path: Path, settings: CheckSettings) -> Checked:
    """The result, asked for and answered as JSON."""
    task = CheckTask(partial(check_one, settings=settings), settings)
    request = json.loads(json.dumps(task.request(path, str)))
    return task.read(path, json.loads(json.dumps(answered(request))))


def test_results_and_settings_survive(checks: dict[Path, Checked]) -> None:
    assert {one.status for one in checks.values()} == {"failed", "broken"}
    for path, one in checks.items():
        assert there(path, SETTINGS) == one


def test_a_baseline_counts_there_too(checks: dict[Path, Checked]) -> None:
    path = next(path for path, one in checks.items() if one.status == "failed")
    baseline = Baseline(path.parents[1]).updated([checks[path]])
    one = there(path, replace(SETTINGS, baseline=baseline))
    assert one.status == "known"
    assert one.known == checks[path].problems


def test_places_of_the_content_checkout_are_sent_as_they_are_there(tmp_path: Path) -> None:
    settings = CheckSettings(content="~/content", content_variable=str(tmp_path))
    task = CheckTask(partial(check_one, settings=settings), settings)
    request = task.request(Path("a.yml"), lambda path: f"<{path}>")
    assert request["scenario"] == "<a.yml>"
    assert request["content"] == f"<{Path.home() / 'content'}>"
    assert request["content_variable"] == f"<{tmp_path}>"
    assert task.lost(Path("a.yml"), "it died").headline == "it died while it checked this scenario"
