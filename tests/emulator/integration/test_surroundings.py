"""What an execution bends is straight again after it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xfetch.emulator.integration.surroundings import untouched


def test_the_environment_is_as_it_was_and_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("XF_A", "XF_B", "XF_C"):
        monkeypatch.setenv(name, "1")
    before = list(os.environ.items())
    with untouched(tmp_path):
        os.environ["XF_A"] = "2"
        del os.environ["XF_B"]
        os.environ["XF_D"] = "new"
    assert list(os.environ.items()) == before
    assert os.popen("echo $XF_A$XF_B$XF_D").read() == "11\n"  # what child processes see


def test_what_an_execution_leaves_in_its_folder_is_gone_before_the_next(tmp_path: Path) -> None:
    home = Path.cwd()
    try:
        for number in range(5):
            with untouched(tmp_path):
                assert list(tmp_path.iterdir()) == []
                if number != 2:
                    (tmp_path / f"{number}.txt").write_text("left", encoding="utf-8")
                    (tmp_path / "deep" / "er").mkdir(parents=True)
                    (tmp_path / "link").symlink_to(tmp_path / "deep")
            assert list(tmp_path.iterdir()) == []
    finally:
        os.chdir(home)
