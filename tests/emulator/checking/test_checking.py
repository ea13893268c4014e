"""Many scenarios at once: found, run, told apart, and merged."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from functools import partial
from itertools import count, islice
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.emulator import worlds
from tests.emulator.running.process.no_namespaces import NOT_HERE
from xfetch.cli.main import cli
from xfetch.cli.signals import end_like_ctrl_c
from xfetch.emulator.checking.check_one import CheckSettings, check_one
from xfetch.emulator.checking.check_task import CheckTask
from xfetch.emulator.checking.checked import Checked
from xfetch.emulator.checking.found import find_scenarios
from xfetch.emulator.executing.executor import Processes
from xfetch.emulator.executing.pool import Pool, available_cores
from xfetch.emulator.reports.sarif import NOT_RUN
from xfetch.emulator.settings.isolation import Isolation

INLINE = CheckSettings(isolation=Isolation("inline"))
FRESH = "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])"
AGAIN = "demisto.incidents([{'name': 'n', 'rawJSON': '{\"id\": 1}'}])"


def scenario(folder: Path, name: str, body: str, text: str = "cycles: 3\n") -> Path:
    home = worlds.write(folder, body, name=name)
    path = home / "scenario.yml"
    path.write_text(text)
    return path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    scenario(tmp_path, "Good", FRESH)
    scenario(tmp_path, "Guilty", AGAIN)
    scenario(tmp_path, "Broken", FRESH, "cycels: 3\n")
    scenario(tmp_path, "Known", AGAIN, "cycles: 3\nexpect: {duplicates: 2, rules: [XF101]}\n")
    (tmp_path / "two.xfetch.yml").write_text("integration: Good/Good.py\ncycles: 2\n")
    hidden = tmp_path / "node_modules"
    hidden.mkdir()
    (hidden / "scenario.yml").write_text("cycles: 1\n")
    return tmp_path


def test_they_are_found_below_folders_and_by_name(tree: Path) -> None:
    names = [str(path.relative_to(tree)) for path in find_scenarios([tree])]
    assert names == [
        "Broken/scenario.yml",
        "Good/scenario.yml",
        "Guilty/scenario.yml",
        "Known/scenario.yml",
        "two.xfetch.yml",
    ]
    assert find_scenarios([tree / "two.xfetch.yml"]) == (tree / "two.xfetch.yml",)


def test_each_has_its_result(tree: Path) -> None:
    checks = {
        one.name: one for one in map(partial(check_one, settings=INLINE), find_scenarios([tree]))
    }
    assert {name: one.status for name, one in checks.items()} == {
        "Good": "passed",
        "Guilty": "failed",
        "Broken": "broken",
        "Known": "passed",
        "two": "passed",
    }
    assert (
        checks["Guilty"]
        .wrong[0]
        .startswith("XF101 duplicate-incident: event 1 created three times")
    )
    assert "cycles" in "\n".join((checks["Broken"].headline, *checks["Broken"].wrong))
    assert (
        checks["Good"].headline
        == "3 cycles, 3 created, 0 duplicates, missed: unknown (no product), 0 failed"
    )


def test_of_each_kind_a_few_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    body = f"{AGAIN}\nif int(time.time()) % 120: raise ValueError('odd minute')"
    told = check_one(scenario(tmp_path, "Odd", body, "cycles: 12\n"), INLINE).wrong
    assert told[-1].startswith("cycles 2, 4, 6, 8, 10, 12, the same error 6 times: ")
    assert "odd minute" in told[-1]


def test_a_pool_gives_what_one_process_does(tree: Path) -> None:
    paths = find_scenarios([tree])
    check = partial(check_one, settings=INLINE)
    assert list(Processes(2, end_like_ctrl_c).results(CheckTask(check, INLINE), paths)) == list(
        map(check, paths)
    )


def test_the_command_tells_and_merges(tree: Path) -> None:
    junit, sarif, page = tree / "j.xml", tree / "s.sarif", tree / "page.html"
    arguments = ["check", str(tree), "-j", "1", "-o", f"junit:{junit}", "-o", f"sarif:{sarif}"]
    arguments += ["-o", f"html:{page}"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 3
    assert "5 scenarios: 3 passed, 1 failed, 1 broken" in result.output.splitlines()
    suites = ET.parse(junit).getroot()
    assert [suite.get("name") for suite in suites] == ["Broken", "Good", "Guilty", "Known", "two"]
    assert [suite.get("failures") for suite in suites] == ["0", "0", "1", "0", "0"]
    took_s = [float(suite.get("time", "nan")) for suite in suites if suite.get("name") != "Broken"]
    assert all(0 < one < 60 for one in took_s), "not the hours that were simulated"
    results = json.loads(sarif.read_text())["runs"][0]["results"]
    assert sum(one["ruleId"] == "XF101" for one in results) == 1, "what is expected is no news"
    text = page.read_text()
    assert text.count('id="numbers?run=') == 4, "all but the one that cannot be run have a page"
    assert all(words in text for words in ("Cannot be run (1)", "Failed (1)", "Passed (3)"))
    assert "did you mean &#x27;cycles&#x27;?" in text


def test_exit_codes(tree: Path) -> None:
    def code(*arguments: object) -> int:
        return CliRunner().invoke(cli, ["check", "-j", "1", *map(str, arguments)]).exit_code

    assert code(tree / "Good") == 0
    assert code(tree / "Guilty") == 1
    assert code(tree / "Guilty", "--fail-on", "never") == 0
    assert code(tree / "Guilty", "--rule", "XF101=warning") == 0
    assert code(tree / "gone") == 2
    assert code(tree / "Good" / "Good.py") == 0
    empty = tree / "empty"
    empty.mkdir()
    assert code(empty) == 2


ASKS = """
import requests
found = requests.get('https://probe.example.com/a', params={'since': demisto.getLastRun().get('at', '')})
found.raise_for_status()
demisto.setLastRun({'at': found.json()[-1]['at']} if found.json() else demisto.getLastRun())
demisto.incidents([{'name': 'n', 'rawJSON': json.dumps(one)} for one in found.json()])
"""
WORLD = """
events: {generate: {count: 4, every: 60s}}
api:
  routes:
  - get: /a
    filter: {created: {gt: query.since}}
    answer: {json: "@events", event: {id: "@id", at: "@created iso"}}
"""


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("body", "text", "status", "told"),
    [
        ("1/0", "expect: {missed: 0, duplicated: 0}", "failed", "cycles failed, and `expect`"),
        ("1/0", "expect: {duplicated: 0}", "failed", "ZeroDivisionError"),
        (ASKS, "expect: {missed: 0, duplicated: 0, failed: 0}", "passed", ""),
        (ASKS, "expect: {missed: 0, failed: 0}\nfaults: [{cycle: 2, status: 500}]", "passed", ""),
        (
            ASKS,
            "expect: {missed: 0}\nfaults: [{cycle: 1.., status: 500}]",
            "failed",
            "no fetch ended well",
        ),
        (ASKS, "expect: {failed: 0}\nfaults: [{cycle: 3.., status: 500}]", "failed", "at the end"),
    ],
)
def test_no_scenario_is_as_expected_by_failing(
    tmp_path: Path, strict: bool, body: str, text: str, status: str, told: str
) -> None:
    path = scenario(tmp_path, "Probe", body, f"{WORLD}{text}\n")
    one = check_one(path, CheckSettings(isolation=Isolation("inline"), strict=strict))
    assert (one.status, bool(one.exit_code)) == (status, status == "failed")
    assert told in " ".join(one.wrong)


# Between it and the worker are the guard and the template. Where it has process numbers of its own, it has no
# number for the worker, so this check has none.
KILLS_THE_WORKER = """
one = os.getppid()
for _ in range(2):
    one = int(open(f'/proc/{one}/stat').read().rpartition(')')[2].split()[1])
os.kill(one, 9)
"""


def test_a_worker_that_dies_costs_one_result_which_is_told_by_name(tmp_path: Path) -> None:
    for name, body in (("A", FRESH), ("B", KILLS_THE_WORKER), ("C", FRESH), ("D", FRESH)):
        scenario(tmp_path, name, body, "cycles: 2\n")
    junit, sarif, text = tmp_path / "j.xml", tmp_path / "s.sarif", tmp_path / "t.txt"
    command = [sys.executable, "-m", "tests.emulator.running.process.no_namespaces"]
    command += ["check", str(tmp_path), "-j", "2", "-o", f"junit:{junit}", "-o", f"sarif:{sarif}"]
    done = subprocess.run(
        [*command, "-o", f"text:{text}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    if done.returncode == NOT_HERE:
        pytest.skip("this system takes no such filter")
    assert done.returncode == 3, done.stdout
    assert "4 scenarios: 3 passed, 1 broken" in done.stdout.splitlines()
    assert "the process died of SIGKILL while it checked this scenario" in done.stdout
    assert done.stdout.startswith(text.read_text())
    suites = ET.parse(junit).getroot()
    assert [(one.get("name"), one.get("errors")) for one in suites] == [
        ("A", "0"),
        ("B", "1"),
        ("C", "0"),
        ("D", "0"),
    ]
    results = json.loads(sarif.read_text())["runs"][0]["results"]
    (lost,) = [one for one in results if one["ruleId"] == NOT_RUN]
    place = lost["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (lost["level"], place) == ("error", (tmp_path / "B" / "scenario.yml").as_posix())


def test_many_scenarios_never_run_in_the_process_that_tells_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also on a machine with one core: a scenario may end the process that runs it."""
    monkeypatch.setattr(Pool, "results", lambda pool, count: iter([count]))
    one, two = [Path("a")], [Path("a"), Path("b")]
    task = CheckTask(_checked_here, INLINE)

    def results(jobs: int | None, paths: list[Path]) -> list[object]:
        return list(Processes(jobs, end_like_ctrl_c).results(task, paths))

    assert results(1, two) == [1]
    assert results(None, two) == [min(2, available_cores())]
    assert results(None, one) == [_checked_here(Path("a"))]


def _checked_here(path: Path) -> Checked:
    return Checked(str(path), path.name, "passed", 0, "passed", "")


def test_a_pool_does_endless_jobs_in_order_until_it_is_closed() -> None:
    pool: Pool[int, str] = Pool(str, count(), end_like_ctrl_c, _never_lost)
    with closing(pool.results(2)) as results:
        assert list(islice(results, 5)) == ["0", "1", "2", "3", "4"]


def _never_lost(job: int, cause: str) -> str:
    raise AssertionError(cause)
