"""The command line of ``xfetch explore``, without a search."""

from __future__ import annotations

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


def test_a_product_without_a_scenario_is_told_how_to_get_one() -> None:
    done = run("boundary_repeated")
    assert done.exit_code == 2
    assert "xfetch init" in done.output
