"""Bundles: the same files give the same bytes, and lie at the same places elsewhere."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from xfetch.emulator.executing.bundle import bundle_of, digest_of, unpack


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with two files, one of them a link, and a file beside it."""
    folder = tmp_path / "here" / "repo"
    (folder / "A").mkdir(parents=True)
    monkeypatch.chdir(folder)
    Path("A/a.py").write_text("1")
    Path("A/link.py").symlink_to("a.py")
    Path("../beside.txt").write_text("2")
    return folder


FILES = [Path("A/a.py"), Path("A/link.py"), Path("A/../../beside.txt"), Path("none.txt")]


def test_files_keep_their_places(home: Path, tmp_path: Path) -> None:
    bundle = bundle_of(FILES, home)
    assert (bundle.base, bundle.folder) == (tmp_path / "here", "repo")
    there = tmp_path / "there"
    unpack(bundle.data, bundle.digest, there)
    found = {str(path.relative_to(there)): path for path in there.rglob("*") if path.is_file()}
    assert set(found) == {"repo/A/a.py", "repo/A/link.py", "beside.txt"}
    assert (there / "repo/A/link.py").read_text() == "1"
    assert not (there / "repo/A/link.py").is_symlink()


def test_the_same_files_give_the_same_bytes(home: Path) -> None:
    before = bundle_of(FILES, home)
    for file in FILES[:3]:
        os.utime(file, (1, 1))
    assert bundle_of(reversed(FILES), home) == before
    Path("A/a.py").write_text("3")
    assert bundle_of(FILES, home).digest != before.digest


def test_another_bundle_and_one_that_leaves_its_folder_are_refused(
    home: Path, tmp_path: Path
) -> None:
    bundle = bundle_of(FILES, home)
    with pytest.raises(ValueError, match="not the one that was sent"):
        unpack(bundle.data + b"x", bundle.digest, tmp_path / "there")
    for name in ("../out.txt", "/out.txt", "a/../../out.txt"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "3")
        with pytest.raises(ValueError, match="outside its folder"):
            unpack(out.getvalue(), digest_of(out.getvalue()), tmp_path / "there")
    assert not (tmp_path / "there").exists()
