"""What git says has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from tests.emulator.conftest import Git
from xfetch.emulator.checking.git_range import changed_since
from xfetch.emulator.errors import UsageError

FRESH = "demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}])"


def names(base: str) -> list[str]:
    change = changed_since(base, Path.cwd())
    return [path.relative_to(change.root).as_posix() for path in change.files]


def test_it_is_what_the_branch_and_the_working_tree_changed(git: Git) -> None:
    git("switch", "-q", "-c", "work")
    Path("A").unlink()
    Path("ä\nb").write_text("")
    git("add", "-A")
    git("commit", "-q", "-m", "second")
    git("switch", "-q", "main")
    Path("C").write_text("of main alone")
    git("commit", "-q", "-a", "-m", "third")
    git("switch", "-q", "work")
    Path("B").write_text("not committed")
    Path("new.yml").write_text("")
    Path(".gitignore").write_text("*.log\n")
    Path("x.log").write_text("")
    assert names("main") == [".gitignore", "A", "B", "new.yml", "ä\nb"]


def test_a_commit_that_is_not_there_is_one_message(git: Git, tmp_path: Path) -> None:
    def complaint(base: str, folder: Path = Path()) -> str:
        with pytest.raises(UsageError) as caught:
            changed_since(base, folder)
        return str(caught.value)

    assert "--changed gone: git knows no such commit here" in complaint("gone")
    assert "git knows no such commit here" in complaint("--output=x")
    assert "--changed main" in complaint("main..work")
    assert "in no git repository" in complaint("main", tmp_path)
    git("checkout", "-q", "--orphan", "alone")
    git("commit", "-q", "-m", "alone")
    assert "no commit in common" in complaint("main")


def test_a_shallow_clone_says_what_it_lacks(git: Git, tmp_path: Path) -> None:
    git("switch", "-q", "-c", "work")
    for branch in ("main", "work"):
        git("switch", "-q", branch)
        git("commit", "-q", "--allow-empty", "-m", branch)
    git("clone", "-q", "--depth", "1", "--no-single-branch", f"file://{Path.cwd()}", "../shallow")
    with pytest.raises(UsageError) as caught:
        changed_since("origin/main", tmp_path / "shallow")
    told = str(caught.value)
    assert "this clone is shallow" in told
    assert "fetch-depth: 0" in told


def test_check_runs_what_the_change_concerns(git: Git) -> None:
    for name in ("Good", "Other"):
        home = worlds.write(Path(), FRESH, name=name)
        (home / "scenario.yml").write_text("cycles: 2\n")
    git("add", ".")
    git("commit", "-q", "-m", "two")
    none = invoke("check", "--changed", "HEAD")
    assert (none.exit_code, none.output) == (
        0,
        "no scenario uses what changed since HEAD (0 files)\n",
    )
    document = json.loads(invoke("check", "--changed", "HEAD", "-o", "json").stdout)
    assert document["scenarios"] == []
    with Path("Good/Good.yml").open("a") as file:
        file.write("fromversion: 6.0.0\n")
    told = invoke("check", "--changed", "HEAD")
    assert told.output.startswith("PASSED  Good/scenario.yml")
    assert "1 scenario: 1 passed" in told.output
    assert "no scenario uses" in invoke("check", "Other", "--changed", "HEAD").output
    assert invoke("check").exit_code == 2
