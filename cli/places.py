"""The files that a command writes and reads, and the check that no output overwrites another of these
files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from xfetch.emulator.errors import UsageError
from xfetch.emulator.request.inputs import inputs_of
from xfetch.emulator.request.request import Request

from .options import ServerOptions, TargetOptions
from .outputs import Output

# What a file is, in the words of a message, and where it lies.
Place = tuple[str, Path]


def writes(outputs: Iterable[Output], **others: Path | None) -> Iterator[Place]:
    """Yield the files that the command writes: those of ``-o`` and of ``others``, which maps an option's
    name without its dashes to a path.
    """
    for output in outputs:
        if output.path is not None:
            yield f"-o {output.format}:{output.path}", output.path
    for name, path in others.items():
        if path is not None:
            yield f"--{name} {path}", path


def reads(
    request: Request, target: TargetOptions, server: ServerOptions | None = None
) -> Iterator[Place]:
    """Yield the files that the request and the options read."""
    yield from inputs_of(request)
    if target.params_file is not None:
        yield "the file of parameters", target.params_file
    if server is not None:
        for option, text in (("--last-run", server.last_run), ("--context", server.context)):
            if text and text.startswith("@"):
                yield f"what {option} reads", Path(text[1:])


def check_places(written: Iterable[Place], read: Iterable[Place]) -> None:
    """Raise UsageError if two paths are the same file, even by way of links, and one of them is written."""
    taken: dict[object, str] = {}
    for option, path in written:
        place = _identity(path)
        if place is not None and place in taken:
            raise UsageError(
                f"{taken[place]} is written into the same file",
                where=option,
                advice=("name another file",),
            )
        taken[place] = option
    for what, path in read if taken else ():
        place = _identity(path)
        if place is not None and place in taken:
            raise UsageError(
                f"it would overwrite {what}",
                where=taken[place],
                advice=("name another file",),
            )


def _identity(path: Path) -> object:
    """Return a value that is equal for all paths of one file; None for a device or a pipe, which several
    outputs may share.
    """
    try:
        status = path.stat()
    except OSError:
        return path.resolve()
    return (status.st_dev, status.st_ino) if path.is_file() else None
