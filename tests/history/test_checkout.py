"""A revision's integration and modules come into a folder of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .checkout import checked_out

_BASE = "Scripts/CommonServerPython/CommonServerPython.py"
_CODE = "Packs/Acme/Integrations/Acme/Acme.py"
_MODULE = "Packs/ApiModules/Scripts/AcmeApiModule/AcmeApiModule.py"


def test_before_and_after(tmp_path: Path) -> None:
    git, before, after = (tmp_path / name for name in ("git", "before", "after"))
    git.mkdir()
    _git(git, "init", "-q")
    _commit(git, {_CODE: "old", _BASE: "common", _MODULE: "module"})
    _commit(git, {_CODE: "new", "Packs/Base/" + _BASE: "moved"})
    (git / _BASE).unlink()
    _commit(git, {})
    for folder, revision in ((before, "HEAD~2"), (after, "HEAD")):
        folder.mkdir()
        assert checked_out(git, revision, _CODE, folder) == folder / "Packs/Acme/Integrations/Acme"
    assert (before / _CODE).read_text() == "old"
    assert (after / _CODE).read_text() == "new"
    assert (before / "Packs/Base" / _BASE).read_text() == "common"
    assert (after / "Packs/Base" / _BASE).read_text() == "moved"
    assert (before / _MODULE).read_text() == "module"


def test_a_revision_without_modules_gets_those_of_today(tmp_path: Path) -> None:
    git, before = tmp_path / "git", tmp_path / "before"
    git.mkdir()
    before.mkdir()
    _git(git, "init", "-q")
    _commit(git, {_CODE: "old", _BASE: "common"})
    _commit(git, {_MODULE: "module"})
    checked_out(git, "HEAD~1", _CODE, before)
    assert (before / _MODULE).read_text() == "module"


def _commit(git: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (git / name).parent.mkdir(parents=True, exist_ok=True)
        (git / name).write_text(text)
    _git(git, "add", "-A")
    _git(git, "commit", "-qm", "A change", "--allow-empty")


def _git(git: Path, *arguments: str) -> None:
    author = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(git), *author, *arguments], check=True)
