"""The command line of ``xfetch upgrade``."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from xfetch.cli.document_schemas import document_schema
from xfetch.cli.main import cli

SAMPLES = Path(__file__).parents[3] / "sample_integrations"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["upgrade", *arguments])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample upgrade_new_key, whose older version is in a git commit."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SAMPLES / "upgrade_new_key", "Robin")
    for name in ("upgrade_new_key.py", "upgrade_new_key.yml"):
        Path("Robin", name).rename(f"Robin/{name.replace('upgrade_new_key', 'Robin')}")
        Path("Robin/before", name).rename(
            f"Robin/before/{name.replace('upgrade_new_key', 'Robin')}"
        )
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Robin"], "two versions are needed"),
        (["none.py", "Robin"], "no git repository"),
        (["Robin/before", "Robin", "--after", "0"], "--after"),
        (["Robin/before", "Robin", "--scenario", "none.yml"], "no such scenario file"),
        (["Robin/before", "Robin", "--param", "colour=red"], "colour"),
        (["Robin/before", "Robin", "--change", "colour=red"], "colour"),
        (["Robin/before", "none"], "none"),
        (["Robin/before", "Robin", "-o", "xml"], "no report format"),
    ],
)
def test_wrong_input_is_told_in_one_message(here: Path, arguments: list[str], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code in (2, 3), done.output
    assert told in done.output
    assert "Traceback" not in done.output


def test_without_a_product_it_says_how_to_describe_one(here: Path) -> None:
    Path("Robin/scenario.yml").unlink()
    done = run("Robin/before", "Robin")
    assert done.exit_code == 2
    assert "nothing describes the product" in done.output
    assert "xfetch init Robin" in done.output


def git(*arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def test_an_older_commit_is_the_old_version(here: Path) -> None:
    newer = Path("Robin/Robin.py").read_text(encoding="utf-8")
    shutil.copy("Robin/before/Robin.py", "Robin/Robin.py")
    shutil.rmtree("Robin/before")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    Path("Robin/Robin.py").write_text(newer, encoding="utf-8")
    done = run("HEAD", "Robin", "--after", "3", "-o", "json")
    document = json.loads(done.stdout)
    Draft202012Validator(document_schema("upgrade")).validate(document)
    assert done.exit_code == document["exit_code"] == 1
    (find,) = document["finds"]
    assert (find["way"], find["kind"], find["after"]) == ("upgrade", "failed", 3)
    assert find["title"] == "after the upgrade every fetch fails: KeyError: 'ids'"
    assert find["command"] == "xfetch upgrade HEAD Robin --after 3"
    unknown = run("none", "Robin")
    assert unknown.exit_code == 2
    assert "git knows no such commit here" in unknown.output
    assert {one.name for one in here.iterdir()} == {"Robin", ".git"}
