"""What of the user's environment an integration sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.emulator.errors import UsageError
from xfetch.emulator.integration.environment import (
    environment_at_work,
    hash_seed,
    named_values,
    small_environment,
)
from xfetch.emulator.masking.mask import MASK

OWN = {"PATH": "/bin", "DEMISTO_API_KEY": "k", "AWS_SECRET": "a", "XFETCH_X": "x", "TERM": "t"}
LOGS = "demisto.debug(json.dumps(sorted(os.environ.items())))\ndemisto.incidents([])"


def test_only_the_usual_variables_and_the_named_ones_are_kept() -> None:
    assert set(small_environment(OWN)) == {"PATH", "XFETCH_X", "TERM"}
    named = ["DEMISTO_API_KEY", "TERM"]
    assert set(small_environment(OWN, named)) == {"PATH", "XFETCH_X", "TERM", "DEMISTO_API_KEY"}
    assert set(environment_at_work(OWN)) == {"PATH"}
    assert set(environment_at_work(OWN, named)) == {"PATH", "DEMISTO_API_KEY", "TERM"}


def test_a_variable_that_is_not_set_is_refused() -> None:
    assert named_values(OWN, ["AWS_SECRET"]) == ("a",)
    with pytest.raises(UsageError, match="--env NONE: this environment variable is not set"):
        named_values(OWN, ["NONE"])


def test_the_order_of_sets_is_given_with_its_value_and_is_no_secret() -> None:
    named = ["AWS_SECRET", "PYTHONHASHSEED=7"]
    assert hash_seed(named) == {"PYTHONHASHSEED": "7"}
    assert named_values(OWN, named) == ("a",)
    assert hash_seed(["PYTHONHASHSEED", "AWS_SECRET=7"]) == {}
    for wrong in ("PYTHONHASHSEED=random", "PYTHONHASHSEED=4294967296"):
        with pytest.raises(UsageError, match="write a number below"):
            named_values(OWN, [wrong])


@pytest.mark.parametrize("isolation", ["inline", "process"])
def test_a_key_of_the_user_reaches_the_integration_only_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, isolation: str
) -> None:
    monkeypatch.setenv("DEMISTO_API_KEY", "RealKey99")
    home = worlds.write(tmp_path, LOGS)
    report = tmp_path / "run.json"
    arguments = ("run", home, "--reply", "*={}", "--cycles", 1, "--isolation", isolation)
    arguments = (*arguments, "-q", "-o", f"json:{report}")

    def seen(*more: str) -> dict[str, str]:
        assert invoke(*arguments, *more).exit_code == 0
        assert "RealKey99" not in report.read_text()
        (log,) = json.loads(report.read_text())["record"]["logs"]
        return dict(json.loads(log["message"]))

    assert "DEMISTO_API_KEY" not in seen()
    assert seen("--env", "DEMISTO_API_KEY")["DEMISTO_API_KEY"] == MASK
