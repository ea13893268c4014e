"""A bundle: an archive with the files that jobs read, for a machine that does not have them.

All paths in the archive are relative to one folder, ``base``. The other machine has another folder in its
place. So relative paths lead to the same files there, and a path below that folder can be turned back into
the path on this machine.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from ..errors import LoadError

_MOST_BYTES = 512 << 20
# The same files must give the same bytes, whenever they were written.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """Files as one archive. ``folder`` is the working directory, relative to ``base``; ``digest`` is that of
    the archive.
    """

    base: Path
    folder: str
    data: bytes
    digest: str


def bundle_of(files: Iterable[Path], folder: Path) -> Bundle:
    """Return the bundle of these files, for jobs that run in ``folder``. Files that do not exist are left
    out: they are missing there too.

    A link becomes a file of its own at each path by which it is named. Raises LoadError for a file that
    cannot be read, and where the files are too large.
    """
    # ``..`` is taken away as the shell does: the path must hold only names.
    named = {Path(os.path.abspath(file)) for file in files}  # noqa: PTH100 - not through links
    here = sorted(file for file in named if file.is_file())
    base = Path(os.path.commonpath([str(folder), *(str(file.parent) for file in here)]))
    if sum(file.stat().st_size for file in here) > _MOST_BYTES:
        raise LoadError(
            f"the files that the scenarios use are larger than {_MOST_BYTES >> 20} MB",
            where=str(base),
            advice=("check fewer scenarios at once",),
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in here:
            try:
                data = file.read_bytes()
            except OSError as error:
                raise LoadError(f"cannot read it: {error.strerror}", where=str(file)) from error
            archive.writestr(zipfile.ZipInfo(file.relative_to(base).as_posix(), _DATE), data)
    data = out.getvalue()
    return Bundle(base, folder.relative_to(base).as_posix(), data, digest_of(data))


def digest_of(data: bytes) -> str:
    """Return the digest of a bundle's archive."""
    return blake2b(data, digest_size=16).hexdigest()


def unpack(data: bytes, digest: str, root: Path) -> None:
    """Unpack an archive into the folder ``root``. Raises ValueError for another archive than that of the
    digest, and for one with a file outside the folder.
    """
    if digest_of(data) != digest:
        raise ValueError("the bundle is not the one that was sent")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            parts = Path(name).parts
            if Path(name).is_absolute() or ".." in parts:
                raise ValueError(f"the bundle holds a file outside its folder: {name}")
            file = root.joinpath(*parts)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(archive.read(name))
