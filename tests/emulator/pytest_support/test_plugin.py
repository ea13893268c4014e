"""The plugin, as pytest loads it: in a pytest of its own."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
import sys
import textwrap
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.test_corpus import FOLDER

FRESH = "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])"
AGAIN = """
demisto.setLastRun({'n': str(int(demisto.getLastRun().get('n', 0)) + 1)})
demisto.incidents([{'name': 'n', 'rawJSON': '{"id": 1}'}])
"""


def write_test(folder: Path, text: str) -> None:
    (folder / "test_it.py").write_text(textwrap.dedent(text))


@pytest.fixture(scope="module", autouse=True)
def everything_is_imported() -> None:
    """A test run within this process forgets what it was the first to import, and the next one would get a
    second copy of it.
    """
    for name in ("dateparser", "freezegun", "requests", "rich.console", "yaml"):
        importlib.import_module(name)
    for name in ("cli", "emulator"):
        package = importlib.import_module(f"xfetch.{name}")
        for one in pkgutil.walk_packages(package.__path__, f"xfetch.{name}."):
            # The parts of CommonServerPython make one module together, none alone.
            if "__main__" not in one.name and ".commonserver." not in one.name:
                importlib.import_module(one.name)


@pytest.fixture
def home(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    # The import of these plugins takes longer than all that a test does.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest -p no:anyio")
    worlds.write(pytester.path, FRESH, name="Good")
    worlds.write(pytester.path, AGAIN, name="Guilty")
    return pytester.path


def test_a_run_and_what_it_came_to(pytester: pytest.Pytester, home: Path) -> None:
    write_test(
        home,
        """
        import time
        def test_run(xfetch):
            before = time.time()
            history = xfetch.run("Guilty", cycles=3, fail_cycles=[2])
            assert [run.status for run in history.runs] == ["ok", "error", "ok"]
            assert history.last_runs == [{"n": "1"}, {"n": "1"}, {"n": "2"}]
            assert len(history.duplicates) == 1
            assert "XF101" in history.rules()
            assert history.failed_cycles == [2]
            assert len(history.incidents) == 2
            assert 0 <= time.time() - before < 600, "time is not frozen out here"
        """,
    )
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_a_failing_assert_tells_the_story(pytester: pytest.Pytester, home: Path) -> None:
    write_test(
        home,
        """
        def test_no_duplicates(xfetch):
            assert xfetch.run("Guilty", cycles=3, isolation="inline").duplicates == ()
        """,
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E       assert 1 duplicates: 1 == ()",
            "*XF101*event 1 created three times: in cycles 1–3*",
        ]
    )


def test_a_failing_test_shows_the_report_of_its_run(pytester: pytest.Pytester, home: Path) -> None:
    write_test(
        home,
        """
        def test_no_duplicates(xfetch):
            history = xfetch.run("Guilty", cycles=2, isolation="inline")
            assert not history.duplicates

        def test_missed(xfetch):
            assert not xfetch.run("Good", cycles=1, isolation="inline").missed
        """,
    )
    result = pytester.runpytest_inprocess("-v")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["*xfetch*", "FAILED *2 cycles   1 created   1 duplicate *", "* pulled *"]
    )
    result.stdout.fnmatch_lines(["missed: unknown; give the vendor events()*"])


def test_a_run_that_proves_nothing_fails_with_its_screen(
    pytester: pytest.Pytester, home: Path
) -> None:
    worlds.write(home, "1/0", name="Broken")
    asks = "import requests\nrequests.get('https://probe.example.com/alerts')"
    worlds.write(home, asks, name="Asks")
    write_test(
        home,
        """
        import pytest
        pytestmark = pytest.mark.xfetch(isolation="inline", cycles=2)

        def test_nothing_answered(xfetch):
            assert not xfetch.run("Asks").duplicates

        def test_no_fetch_ended_well(xfetch):
            assert not xfetch.run("Broken").duplicates

        def test_failures_are_allowed(xfetch):
            history = xfetch.run("Broken", allow_failures=True)
            assert history.failed_cycles == [1, 2]
            assert not history.duplicates

        def test_failures_are_asked_for(xfetch):
            assert xfetch.run("Guilty", fail_cycles=[1, 2]).failed_cycles == [1, 2]
        """,
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "NOT ANSWERED  *",
            "*GET https://probe.example.com/alerts*",
            "the run proves nothing: it stopped: not answered; allow_failures=True *",
            "* pulled *",
            "the run proves nothing: no fetch ended well; allow_failures=True *",
        ]
    )


def test_missed_is_unknown_where_events_never_came(pytester: pytest.Pytester, home: Path) -> None:
    body = """
    import requests
    n = int(demisto.getLastRun().get('n', 0))
    found = requests.get('https://probe.example.com/a', params={'n': n}).json()
    demisto.setLastRun({'n': str(n + 1)})
    demisto.incidents([{'name': 'n', 'rawJSON': json.dumps(one)} for one in found])
    1 / (2 - n)
    """
    worlds.write(home, body, name="Stuck")
    worlds.vendor(
        home,
        """
        class Vendor:
            def handle(self, request, now):
                n = int(request.query["n"])
                return [{"id": f"a{n}"}] if n < 4 else []
            def events(self):
                return [{"id": f"a{n}", "created": 1704067200 + 60 * n} for n in range(4)]
        """,
    )
    write_test(
        home,
        """
        import pytest
        pytestmark = pytest.mark.xfetch(isolation="inline", cycles=9, vendor="vendor.py")

        def test_missed(xfetch):
            assert not xfetch.run("Stuck").missed

        def test_blocked(xfetch):
            history = xfetch.run("Stuck", allow_failures=True)
            assert history.blocked == ("a2", "a3")
            assert history.missed == ()
        """,
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["missed: unknown, since events never came: 2 blocked: a2, a3; *allow_failures=True*"]
    )


def test_stepping_by_hand_leaves_time_alone_between_steps(
    pytester: pytest.Pytester, home: Path
) -> None:
    write_test(
        home,
        """
        import datetime, time
        def test_steps(xfetch):
            with xfetch.cycle("Guilty", start="2030-01-01") as run:
                first = run.step()
                assert first.first_run and first.at.year == 2030
                assert datetime.datetime.now().year < 2030 and type(time.sleep).__name__.startswith("builtin")
                second = run.step()
                assert second.last_run.before == {"n": "1"}
                assert len(run.runs) == 2
        """,
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_the_marker_sets_parameters(pytester: pytest.Pytester, home: Path) -> None:
    worlds.write(home, "demisto.incidents([{'name': demisto.params()['url']}])", name="Tells")
    write_test(
        home,
        """
        import pytest
        pytestmark = pytest.mark.xfetch(isolation="inline", cycles=1)
        @pytest.mark.xfetch(params={"url": "https://marked.example.com"})
        def test_marked(xfetch):
            assert xfetch.run("Tells").incidents[0]["name"] == "https://marked.example.com"
        """,
    )
    pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)


def test_scenarios_are_tests_without_any_python(pytester: pytest.Pytester, home: Path) -> None:
    (home / "good.xfetch.yml").write_text("integration: Good/Good.py\ncycles: 2\n")
    (home / "guilty.xfetch.yml").write_text("integration: Guilty/Guilty.py\ncycles: 2\n")
    (home / "broken.xfetch.yml").write_text("integration: Good/Good.py\ncycels: 2\n")
    (home / "known.xfetch.yml").write_text(
        "integration: Guilty/Guilty.py\ncycles: 2\nexpect: {duplicates: 1}\n"
    )
    result = pytester.runpytest_inprocess("--xfetch-isolation", "inline")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["* XF101  event 1 created twice: in cycles 1, 2*"])
    assert "Traceback" not in result.stdout.str()


def test_it_works_under_xdist(pytester: pytest.Pytester, home: Path) -> None:
    (home / "good.xfetch.yml").write_text("integration: Good/Good.py\ncycles: 2\n")
    write_test(
        home, "def test_run(xfetch):\n    assert not xfetch.run('Good', cycles=2).duplicates\n"
    )
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=2)


def test_inline_counts_toward_the_coverage_of_the_integration(
    pytester: pytest.Pytester, home: Path
) -> None:
    """The fetches that run again for the cause disturb neither the coverage nor the trace."""
    pytest.importorskip("coverage")
    shutil.copytree(FOLDER / "zeolite_ndr", home / "zeolite_ndr")
    write_test(
        home,
        """
        def test_run(xfetch):
            history = xfetch.run("zeolite_ndr", isolation="inline")
            assert [one.cause.code for one in history.findings if one.cause] == ["guard-passed-by"]
            assert history.findings[0].cause.places[0].values
        """,
    )
    ran = pytester.run(
        *(
            sys.executable,
            "-m",
            "coverage",
            "run",
            "--include",
            # Without the folder: coverage splits the pattern at a comma.
            "*/zeolite_ndr/*",
            "-m",
            "pytest",
            "-q",
        )
    )
    ran.assert_outcomes(passed=1)
    report = pytester.run(sys.executable, "-m", "coverage", "report")
    report.stdout.fnmatch_lines(["*zeolite_ndr.py*100%*"])


def test_a_wrong_setting_is_told(pytester: pytest.Pytester, home: Path) -> None:
    write_test(home, "def test_run(xfetch):\n    xfetch.run('Good', cycels=2)\n")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*no setting is called cycels", "*did you mean cycles?"])
    assert result.stdout.str().count("\nxfetch.run: no setting is called cycels") == 1
    assert "During handling" not in result.stdout.str()


def test_each_cause_is_told_once_and_the_table_only_with_v(
    pytester: pytest.Pytester, home: Path
) -> None:
    write_test(
        home,
        """
        import pytest

        @pytest.mark.parametrize("cycles", [3, 4])
        def test_run(xfetch, cycles):
            assert not xfetch.run("Guilty", cycles=cycles, isolation="inline").errors
        """,
    )
    short = pytester.runpytest_inprocess("-p", "no:cacheprovider").stdout.str()
    assert short.count("sent it again") == 2, "once for each test"
    assert "00:01:00" not in short
    assert "00:01:00" in pytester.runpytest_inprocess("-v").stdout.str()
