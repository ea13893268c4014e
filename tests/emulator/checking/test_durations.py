"""Files of durations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xfetch.emulator.checking.checked import broken
from xfetch.emulator.checking.durations import durations, read_durations
from xfetch.emulator.errors import LoadError


def test_what_is_written_is_read(tmp_path: Path) -> None:
    one = broken(Path('a "b"/scenario.yml'), "why", 3)
    checks = [replace(one, took_s=1.2345), one, replace(one, path="c.yml", took_s=2)]
    file, other = tmp_path / "1.json", tmp_path / "2.json"
    file.write_text("".join(durations(checks)), encoding="utf-8")
    other.write_text("".join(durations([])), encoding="utf-8")
    assert read_durations([other, file]) == {'a "b"/scenario.yml': 1.234, "c.yml": 2.0}
    assert read_durations([]) == {}


@pytest.mark.parametrize("text", ["", "[]", '{"a": "1"}', '{"a": true}', '{"a": -1}', '{"a": NaN}'])
def test_another_file_is_one_message(text: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(LoadError, match="that is not a file of durations"):
        read_durations([file])
    with pytest.raises(LoadError, match="cannot read it"):
        read_durations([tmp_path / "none.json"])
