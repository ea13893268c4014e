"""Folders that go with their process: a dead one's are cleared, all others are left alone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from xfetch.emulator import scratch

MAKES_ONE = """
import sys
from xfetch.emulator import scratch
print(scratch.temporary_folder(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_process_left_is_cleared_once_it_is_dead(place: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", MAKES_ONE],
        env={**os.environ, "TMPDIR": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    other = Path(process.stdout.readline().strip())
    (other / "file").touch()
    with scratch.temporary():
        assert (other / "file").exists(), "its process lives"
    process.kill()
    process.communicate()
    with scratch.temporary() as own:
        assert list(place.iterdir()) == [own]
    assert list(place.iterdir()) == []


def test_only_folders_of_ours_are_cleared(place: Path) -> None:
    kept = [
        "xfetch-checkout",
        "xfetch-0123abcd",
        "xfetch-0123abcd.run.old",
        "a.xfetch-0123abcd.run",
    ]
    for name in kept:
        (place / name).mkdir()
    (place / "xfetch-0123abce.run").touch()
    (place / "xfetch-0123abcf.run").symlink_to(place / "xfetch-checkout")
    (place / "xfetch-checkout" / "file").touch()
    before = sorted(place.rglob("*"))
    with scratch.temporary():
        pass
    assert sorted(place.rglob("*")) == before


def test_another_user_s_are_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = place / "xfetch-0123abcd.run"
    folder.mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with scratch.temporary():
        pass
    assert folder.exists()


def test_beside_an_output_only_its_own_are_cleared(place: Path) -> None:
    for name in (".r.json.0123abcd.part", ".other.json.0123abcd.part"):
        (place / name).mkdir()
    with scratch.beside(place / "r.json"):
        pass
    assert [path.name for path in place.iterdir()] == [".other.json.0123abcd.part"]


def test_what_an_interruption_left_is_removed_at_the_end(place: Path) -> None:
    scratch.temporary_folder()
    scratch.folder_beside(place / ("ä" * 120))
    assert len(list(place.iterdir())) == 2
    scratch.remove_all()
    assert list(place.iterdir()) == []


def test_a_forked_process_removes_nothing(place: Path) -> None:
    with scratch.temporary() as folder:
        process = os.fork()
        if process == 0:
            scratch.remove_all()
            os._exit(0)
        os.waitpid(process, 0)
        assert folder.exists()
