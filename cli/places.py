"""Which files a command writes, and that none of them is another one's or one that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .outputs import Output

if TYPE_CHECKING:
    from xfetch.emulator.request.request import Request

Place = tuple[str, Path]


def writes(outputs: Iterable[Output], given: dict[str, Any]) -> Iterator[Place]:
    """The options that name a file to write, and the files."""
    for output in outputs:
        if output.path is not None:
            yield f"-o {output.format}:{output.path}", output.path
    for option, name in (("--store", "store"), ("--record", "record")):
        if given.get(name) is not None:
            yield f"{option} {given[name]}", given[name]


def reads(request: Request, given: dict[str, Any]) -> Iterator[Place]:
    """What each file is that the command reads, and the files."""
    from xfetch.emulator.request.inputs import inputs_of

    yield from inputs_of(request)
    if given.get("params_file") is not None:
        yield "the file of parameters", given["params_file"]
    for option, name in (("--last-run", "last_run"), ("--context", "context")):
        if (given.get(name) or "").startswith("@"):
            yield f"what {option} reads", Path(given[name][1:])


def check_places(written: Sequence[Place], read: Iterable[Place]) -> None:
    """Raises UsageError where two names lead to one file, whatever the names: links, detours."""
    from xfetch.emulator.errors import UsageError

    taken: dict[object, str] = {}
    for option, path in written:
        place = _identity(path)
        if place is not None and place in taken:
            raise UsageError(
                f"two outputs into one file: {taken[place]} goes there too",
                where=option,
                advice=("name another file",),
            )
        taken[place] = option
    for what, path in read if taken else ():
        place = _identity(path)
        if place is not None and place in taken:
            raise UsageError(
                f"that is {what}, which would be overwritten",
                where=taken[place],
                advice=("name another file",),
            )


def _identity(path: Path) -> object:
    """The same for all names of a file; None for what is no file: much may go into a device."""
    try:
        status = path.stat()
    except OSError:
        return path.resolve()
    return (status.st_dev, status.st_ino) if path.is_file() else None
