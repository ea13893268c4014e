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
        (["ties_dropped", "--python", "setup.cfg"], "names no Python interpreter"),
        (["ties_dropped", "--promise", "updates"], "NAME=VALUE"),
        (["ties_dropped", "--emit", "unittest"], "pytest"),
        (["ties_dropped", "-o", "xml"], "no report format"),
        (["ties_dropped", "--open"], "no page to open"),
        (["ties_dropped", "-j", "0"], "-j"),
        (["ties_dropped", "--shard", "3/2"], "such as 1/2"),
        (["ties_dropped", "--shard", "1/2", "--merge", "a.json"], "use one of the two"),
        (["ties_dropped", "--merge", "setup.cfg"], "not the JSON document of a shard"),
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
    assert "the API is guessed from the code, in explore/ties_dropped.yml" in done.output
    assert "NOTHING FOUND" in done.output
    assert [path.name for path in Path("explore").iterdir()] == ["ties_dropped.yml"]


def test_a_guessed_api_of_another_integration_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Acme.py").write_text("import demistomock as demisto\n")
    (tmp_path / "explore").mkdir()
    (tmp_path / "explore" / "Acme.yml").write_text(
        "integration: ../a/Acme.py\napi: {routes: [{get: /a, answer: {json: []}}]}\n"
    )
    monkeypatch.chdir(tmp_path)
    done = run("b/Acme.py", "--budget", "1")
    assert done.exit_code == 2
    assert "for another integration" in done.output
