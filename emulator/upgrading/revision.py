"""Writes the code of an integration as a git commit holds it into a folder."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from ..checking.git_range import git_bytes
from ..errors import UsageError
from ..integration.source import locate, package_folder
from ..request.target import target_of


def laid_out(revision: str, new: Path, folder: Path) -> Path:
    """Write the files of the integration ``new``, as the commit ``revision`` holds them, below ``folder``;
    return the path of the target there. Of an integration outside a package these are the code and its yml.

    Raises UsageError if ``new`` is in no git repository, the commit is unknown, or does not hold it.
    """
    code, yml = locate(target_of(new))
    package = package_folder(target_of(new))
    where = f"OLD {revision}"
    top = git_bytes(code.parent, where, "rev-parse", "--show-toplevel")
    if top is None:
        what = "no such file, and the new version is in no git repository whose commit it could be"
        raise UsageError(what, where=where)
    root = Path(top.decode().strip())
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = git_bytes(root, where, *asked)
    if commit is None:
        advice = ("git log shows the commits; a shallow clone holds only the newest",)
        raise UsageError(
            "no such file, and git knows no such commit here", where=where, advice=advice
        )
    wanted = [package] if package is not None else [code, *([yml] if yml is not None else [])]
    names = [one.resolve().relative_to(root).as_posix() for one in wanted]
    packed = git_bytes(
        root, where, "archive", "--format=tar", commit.decode().strip(), "--", *names
    )
    if packed is None:
        raise UsageError(
            f"that commit has no {names[0]}",
            where=where,
            advice=("if the file had another name, write that version into a file and name it",),
        )
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.read())
    return folder / names[0]
