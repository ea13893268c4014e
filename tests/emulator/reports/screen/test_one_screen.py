"""The report of every sample fits one screen, and no column falls apart on a narrow one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.reports.saved_run import read_run
from xfetch.emulator.reports.screen.styled import plain
from xfetch.emulator.reports.screen.text import report_lines
from xfetch.emulator.request.samples import EXPECT

SAMPLES = Path(__file__).parents[4] / "sample_integrations"


def runs() -> Iterator[Any]:
    """The folder of each sample, with the options of each run that it states."""
    for folder in sorted(path for path in SAMPLES.iterdir() if (path / f"{path.name}.py").exists()):
        stated: list[Any] = [{"arguments": []}]
        if (folder / EXPECT).exists():
            document = yaml.safe_load((folder / EXPECT).read_text(encoding="utf-8"))
            stated = [document, *document.get("also", [])]
        for number, run in enumerate(stated, 1):
            yield pytest.param(folder, run["arguments"], id=f"{folder.name}-{number}")


def ran(folder: Path, arguments: list[str], tmp_path: Path) -> Outcome:
    saved = tmp_path / "run.json"
    CliRunner().invoke(cli, ["run", str(folder), *arguments, "-o", f"json:{saved}"])
    outcome = read_run(saved, {})
    # On a system that allows the child a network of its own, wherever the tests run.
    setting = replace(outcome.dossier.setting, shut_in=True)
    return replace(outcome, dossier=replace(outcome.dossier, setting=setting))


@pytest.mark.parametrize(("folder", "arguments"), list(runs()))
def test_it_fits_one_screen_and_a_narrow_one(
    folder: Path, arguments: list[str], tmp_path: Path
) -> None:
    ended = ran(folder, arguments, tmp_path)
    typed = ("xfetch", "run", f"sample_integrations/{folder.name}", *arguments)
    for outcome in (ended, replace(ended, differs=())):
        screen = [plain(line) for line in report_lines(outcome, 80, typed=typed)]
        assert len(screen) <= 24, "\n".join(screen)
        assert max(map(len, screen)) <= 80, "\n".join(screen)
        narrow = [plain(line) for line in report_lines(outcome, 60, typed=typed)]
        assert max(map(len, narrow)) <= 60, "\n".join(narrow)
        table = narrow[next(at for at, line in enumerate(narrow) if " pulled  " in line) :]
        rows = table[: table.index("")]
        # Each row begins with its cycles, a day or a gap: nothing of a row stands on a line of its own.
        assert all(row.lstrip()[0] in "0123456789#…" for row in rows), "\n".join(rows)


@pytest.mark.parametrize("name", ["boundary_repeated", "poison_window", "third_cycle_fails"])
def test_without_a_terminal_the_line_of_a_cause_is_whole(name: str, tmp_path: Path) -> None:
    outcome = ran(SAMPLES / name, [], tmp_path)
    wide = [plain(line) for line in report_lines(outcome)]
    for finding in outcome.findings:
        if finding.severity != "info":
            (told,) = [line for line in wide if finding.rule in line and finding.message in line]
            assert told.endswith(f"{name}.py:{finding.line.number}" if finding.line else "")
    for run in outcome.runs:
        if run.failed and run.failure:
            message = " ".join(run.failure.message.split())
            assert any(message in line for line in wide)
    assert not any("…" in line for line in wide)
