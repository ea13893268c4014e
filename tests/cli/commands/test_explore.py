"""The command line of ``xfetch explore``, without a search."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xfetch.cli.main import cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["explore", *arguments])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ties_dropped", "--only", "tie"], "did you mean ties?"),
        (["ties_dropped", "--budget", "0"], "at least one world"),
        (["ties_dropped", "--budget", "soon"], "is not a duration"),
        (["ties_dropped", "--scenario", "none.yml"], "no such scenario file"),
        (["ties_dropped", "--finds", "setup.cfg"], "that is a file"),
    ],
)
def test_wrong_input_is_told_in_one_message(
    arguments: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    done = run(*arguments)
    assert done.exit_code in (2, 3)
    assert told in done.output
    assert "Traceback" not in done.output


def test_without_a_scenario_the_api_is_guessed_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = Path(__file__).parents[3] / "sample_integrations" / "ties_dropped"
    for name in ("ties_dropped.py", "ties_dropped.yml"):
        shutil.copy(sample / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    done = run("ties_dropped.py", "--budget", "1", "-j", "1")
    assert done.exit_code == 0, done.output
    assert "the API is guessed from the code, in explore/api.yml" in done.output
    assert "NOTHING FOUND" in done.output
    assert [path.name for path in Path("explore").iterdir()] == ["api.yml"]
