"""A git repository for tests."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Git = Callable[..., None]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """git in a new repository, which has nothing of the settings of the machine."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.com",
    }.items():
        monkeypatch.setenv(name, value)
    home = tmp_path / "repo"
    home.mkdir()
    monkeypatch.chdir(home)

    def run(*arguments: str) -> None:
        subprocess.run(["git", *arguments], check=True, capture_output=True)

    run("init", "-q", "-b", "main")
    for name in ("A", "B", "C"):
        (home / name).write_text(name)
    run("add", ".")
    run("commit", "-q", "-m", "first")
    return run
