"""The pytest plugin of xfetch: the fixture ``xfetch``, a marker for its settings, and scenarios as tests.

pytest loads it in every project where xfetch is installed, so it imports nothing large before it is used. It
never freezes time outside its own runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from .fixture import Xfetch

_MORE = "pytest -v also shows each cycle\n"
_SUFFIXES = (".xfetch.yml", ".xfetch.yaml")
_RUNS: pytest.StashKey[list[Any]] = pytest.StashKey()
_MARKER = "xfetch(**settings): instance parameters and settings for the runs of the fixture xfetch"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def xfetch(request: pytest.FixtureRequest) -> Xfetch:
    """Run integrations: ``xfetch.run("Packs/…/X", vendor=…, cycles=10)``, or cycle by cycle."""
    from .fixture import Xfetch

    settings: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("xfetch"))):
        settings.update(marker.kwargs)
    made = Xfetch(settings, Path(request.config.rootpath), _fail)
    request.node.stash[_RUNS] = made.histories
    return made


def _fail(text: str) -> NoReturn:
    from ..printable import printable

    # Without the error that it stands for, which pytest would print above it.
    raise pytest.fail.Exception(printable(text), pytrace=False) from None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add to a failed test's output why its runs are not clean; with ``-v`` the complete reports."""
    result: Any = yield
    report = result.get_result()
    if report.when == "call" and report.failed:
        from .fetched import causes

        for history in item.stash.get(_RUNS, []):
            whole = item.config.get_verbosity() > 0
            told = history.report() if whole else f"{causes(history.outcome)}{_MORE}"
            report.sections.append(("xfetch", told))


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Collect each scenario file ``*.xfetch.yml`` as a test; it needs no Python code."""
    if file_path.name.endswith(_SUFFIXES):
        collector: pytest.Collector = ScenarioCollector.from_parent(parent, path=file_path)
        return collector
    return None


class ScenarioCollector(pytest.File):
    """A scenario file that pytest has collected; it holds one test."""

    def collect(self) -> Iterator[pytest.Item]:
        name = self.path.name.partition(".")[0]
        item: pytest.Item = ScenarioItem.from_parent(self, name=name)
        yield item


class ScenarioFailed(Exception):
    """Raised when the test of a scenario failed. Its text is what the terminal shows."""


class ScenarioItem(pytest.Item):
    """A pytest test that runs a scenario; it fails if ``xfetch check`` would fail."""

    def runtest(self) -> None:
        import os

        from ..checking.check_one import CheckSettings, request_of
        from ..emulate import emulate_whole, prepare
        from ..reports.screen.text import render
        from ..settings.isolation import Isolation
        from .fetched import causes

        kind = self.config.getoption("--xfetch-isolation")
        settings = CheckSettings(
            content_variable=os.environ.get("XFETCH_CONTENT"), isolation=Isolation(str(kind))
        )
        outcome = emulate_whole(prepare(request_of(self.path, settings)))
        if outcome.exit_code():
            whole = self.config.get_verbosity() > 0
            told = "".join(render(outcome)) if whole else f"{causes(outcome)}{_MORE}"
            raise ScenarioFailed(told)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        import os

        from ..errors import XfetchError
        from ..masking.masked_error import itself_failed
        from ..printable import printable

        if isinstance(excinfo.value, (ScenarioFailed, XfetchError)):
            return printable(str(excinfo.value))
        if isinstance(excinfo.value, Exception) and not os.environ.get("XFETCH_TRACEBACK"):
            # pytest's traceback shows what our functions were called with, the parameters among it.
            return printable(itself_failed(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"scenario {self.path.name}"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("xfetch", "fetch cycles of XSOAR integrations")
    group.addoption(
        "--xfetch-isolation",
        choices=("process", "inline"),
        default="process",
        help="Where scenarios run; inline counts toward the coverage of the integration's lines.",
    )


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Return the lines that pytest shows when a comparison of a run's values fails: how many there are,
    and the first ids.
    """
    from .fetched import Reported

    for side in (left, right):
        if isinstance(side, Reported):
            other = right if side is left else left
            return [f"{side!r} {op} {other!r}"]
    return None
