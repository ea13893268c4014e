"""The tutorial's commands, run for real: what each prints, in the order of the page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from xfetch.cli.main import cli

from .golden_runs import WIDTH, shut_in

# What the page tells its reader to change: lines of the integration, and what takes their place.
MENDED = (
    (
        '    last_fetch = int(last_run["last_fetch"]) if last_run else first_fetch\n',
        '    last_fetch = int(last_run["last_fetch"]) if last_run else first_fetch\n'
        '    seen = json.loads(last_run.get("seen", "[]"))\n',
    ),
    (
        "    for alert in client.search_alerts(last_fetch, max_results):\n",
        "    for alert in client.search_alerts(last_fetch, max_results + len(seen)):\n",
    ),
    (
        "        if created <= last_fetch:\n            continue\n",
        '        if alert["alert_id"] in seen:\n            continue\n',
    ),
    (
        "        newest = max(newest, created)\n",
        '        seen = [alert["alert_id"]] if created > newest else [*seen, alert["alert_id"]]\n'
        "        newest = max(newest, created)\n",
    ),
    (
        '    return {"last_fetch": str(newest)}, incidents\n',
        '    return {"last_fetch": str(newest), "seen": json.dumps(seen)}, incidents\n',
    ),
)
_SAMPLES = Path(__file__).parents[1] / "sample_integrations"
_RUN = ("run", "mine/helloworld_twin", "--cycles", "8")


@cache
def outputs() -> dict[str, str]:
    """By name, what the commands of the page print."""
    with _folder():
        found = {
            "copy": _xfetch("samples", "mine"),
            "run": _xfetch(*_RUN),
            "requests": _part(_xfetch(*_RUN, "-v"), "  3  ", "  5  "),
            "rule": _xfetch("rules", "XF102").partition("\nRemedy")[0] + "\n",
        }
        _mend(Path("mine/helloworld_twin/helloworld_twin.py"))
        found["mended"] = _xfetch(*_RUN)
        found["failure"] = _part(_xfetch(*_RUN, "--fail-cycle", "3"), " 1  ", "    info")
    return found


@contextmanager
def _folder() -> Iterator[None]:
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(home)


def _xfetch(*arguments: str) -> str:
    runner = CliRunner(env={"GITHUB_ACTIONS": None, "XFETCH_CONTENT": None})
    return shut_in(runner.invoke(cli, [*arguments, *WIDTH]).output)


def _part(text: str, first: str, last: str) -> str:
    """From the line that begins with ``first`` to the one before that which begins with ``last``."""
    lines = text.splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith(first))
    end = next(at for at, line in enumerate(lines) if line.startswith(last))
    return "".join(lines[start:end])


def _mend(path: Path) -> None:
    path.write_text(_mended(path.read_text(encoding="utf-8")), encoding="utf-8")


def _mended(text: str) -> str:
    for before, after in MENDED:
        assert before in text, before
        text = text.replace(before, after)
    return text


def patch() -> str:
    """The change as the page shows it: a diff that ``patch -p0`` applies in the tutorial's folder."""
    place = "helloworld_twin/helloworld_twin.py"
    before = (_SAMPLES / place).read_text(encoding="utf-8")
    after = _mended(before)
    lines = (text.splitlines(keepends=True) for text in (before, after))
    return "".join(unified_diff(*lines, f"mine/{place}", f"mine/{place}", n=2))
