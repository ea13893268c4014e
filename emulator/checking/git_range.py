"""Which files differ from a commit of a git repository."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError


@dataclass(frozen=True)
class GitRange:
    """What a branch changed. ``base`` is the commit where it left another one; ``files`` are the absolute
    paths of the files that differ from it, sorted: also those that are not committed or not there any more.
    """

    root: Path
    base: str
    files: tuple[Path, ...]

    def content(self, file: Path) -> bytes | None:
        """Return the content of a file in the commit ``base``; None if the commit holds no such file."""
        name = file.relative_to(self.root).as_posix()
        return git_bytes(self.root, "", "cat-file", "blob", f"{self.base}:{name}")


def changed_since(name: str, folder: Path) -> GitRange:
    """Return what changed since the working tree left the commit ``name``, such as ``origin/main``.

    Raises UsageError if ``folder`` is in no git repository, the commit is unknown, or the history that is
    here does not show where the working tree left it.
    """
    where = f"--changed {name}"
    top = _git(folder, where, "rev-parse", "--show-toplevel")
    if top is None:
        raise UsageError("the working directory is in no git repository", where=where)
    root = Path(top.rstrip("\n"))
    if ".." in name:
        advice = (
            f"name the commit to compare with: --changed {name.partition('..')[0] or 'main'}",
        )
        raise UsageError(
            "that is a range of commits, and one commit is needed", where=where, advice=advice
        )
    commit = _git(
        root, where, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    shallow = _git(root, where, "rev-parse", "--is-shallow-repository") == "true\n"
    if commit is None:
        advice = ("bring the commit here: git fetch origin main, and name it origin/main",)
        raise UsageError("git knows no such commit here", where=where, advice=advice)
    base = _git(root, where, "merge-base", commit.strip(), "HEAD")
    if base is None:
        raise _without_base(where, shallow)
    base = base.split("\n")[0]
    quiet = ("-c", "core.quotepath=off")
    tracked = _git(
        root,
        where,
        *quiet,
        "diff",
        "--no-ext-diff",
        "--no-renames",
        "--name-only",
        "-z",
        base,
        "--",
    )
    new = _git(root, where, *quiet, "ls-files", "--others", "--exclude-standard", "-z")
    if tracked is None or new is None:
        raise UsageError(
            "git cannot tell what changed", where=where, advice=("git status says why",)
        )
    names = {one for one in f"{tracked}{new}".split("\0") if one}
    return GitRange(root, base, tuple(root / one for one in sorted(names)))


def _without_base(where: str, shallow: bool) -> UsageError:
    if not shallow:
        return UsageError("the working tree and that commit have no commit in common", where=where)
    return UsageError(
        "this clone is shallow: it does not hold the commit where the working tree left that one",
        where=where,
        advice=(
            "on GitHub: actions/checkout with fetch-depth: 0",
            "on GitLab: GIT_DEPTH: 0",
            "elsewhere: git fetch --unshallow",
        ),
    )


def _git(folder: Path, where: str, *arguments: str) -> str | None:
    """Return what a git command prints; None if it fails. Raises UsageError if there is no git."""
    printed = git_bytes(folder, where, *arguments)
    return None if printed is None else os.fsdecode(printed)


def git_bytes(folder: Path, where: str, *arguments: str) -> bytes | None:
    """Return what a git command prints in a folder; None if it fails. Raises UsageError, about ``where``, if
    there is no git.
    """
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        raise UsageError("git cannot be started", where=where, advice=("install git",)) from error
    return done.stdout if done.returncode == 0 else None
