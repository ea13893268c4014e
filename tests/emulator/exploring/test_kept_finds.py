"""Files of finds overwrite nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from xfetch.emulator.errors import CannotWrite
from xfetch.emulator.exploring.kept_finds import Kept, keep


def test_a_file_with_other_text_is_kept_and_one_with_this_text_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "explore"
    first, second = folder / "cause.yml", folder / "cause-2.yml"
    assert keep(folder, "cause", ".yml", "one\n") == Kept(first, is_new=True)
    assert keep(folder, "cause", ".yml", "one\n") == Kept(first, is_new=False)
    assert keep(folder, "cause", ".yml", "two\n") == Kept(second, is_new=True)
    assert keep(folder, "cause", ".yml", "two\n") == Kept(second, is_new=False)
    assert (first.read_text(), second.read_text()) == ("one\n", "two\n")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "explore").write_text("")
    with pytest.raises(CannotWrite, match=r"cannot write .*explore"):
        keep(tmp_path / "explore", "cause", ".yml", "one\n")
