"""The entry point of the command line: what happens before the commands are imported.

The child process of a run is started first, so that it makes its imports at the same time, on another core.
Therefore this module imports as little as possible.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, NoReturn

from xfetch.emulator.errors import XfetchError

from .signals import end_like_ctrl_c, stay_to_the_end

if TYPE_CHECKING:
    from xfetch.emulator.running.process.children import Children

_INTERRUPTED = 130
_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
# The commands that run an integration in a child process, and the options with which they need another child
# than the usual one, or none.
_WITH_CHILD = ("run", "troubleshoot", "explore")
_OTHER_CHILD = ("-h", "--help", "--isolation", "--python", "--env")


_began: list[Sequence[float]] = []


def began() -> Sequence[float] | None:
    """Return ``os.times()`` of the begin of this process; None if ``main`` did not begin it."""
    return _began[0] if _began else None


def main() -> None:
    """Run the command line: the function that the console script ``xfetch`` calls."""
    _began.append(os.times())
    if sys.platform == "win32":
        _end("xfetch runs on Linux and macOS; on Windows, use it inside WSL", 3)
    end_like_ctrl_c()
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Half a surrogate pair (a cut emoji) cannot be encoded in UTF-8, and is escaped.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with ExitStack() as stack:
            children = _started(stack) if _wants_child(sys.argv[1:]) else None
            from . import main as command_line

            command_line.main(children)
    except KeyboardInterrupt:
        _end("interrupted", _INTERRUPTED)
    finally:
        stay_to_the_end()
        # The interpreter looks for garbage several times while it ends: it need not.
        gc.freeze()


def _open_closed_streams() -> None:
    """Open the null device for each standard stream that is closed.

    Otherwise the next file that is opened gets the stream's number, and with it the stream's output.
    """
    for fd, (name, mode) in enumerate(_STREAMS):
        try:
            os.fstat(fd)
        except OSError:
            # The system assigns the lowest free number, which is this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            stream = open(fd, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays
            setattr(sys, name, stream)


def _end(message: str, exit_code: int) -> NoReturn:
    # Imported here: it brings click.
    from .terminal import echo

    echo(f"error: {message}", err=True)
    sys.exit(exit_code)


def _wants_child(args: Sequence[str]) -> bool:
    """Whether the command line very likely runs an integration in the usual child process."""
    if not args or args[0] not in _WITH_CHILD:
        return False
    options = {arg.partition("=")[0] for arg in args[1:]}
    return len(args) > 1 and options.isdisjoint(_OTHER_CHILD)


def _started(stack: ExitStack) -> Children | None:
    # `xfetch --help` needs no child, and this import takes 10 ms.
    from xfetch.emulator.running.process.children import Children

    with suppress(OSError, XfetchError), ExitStack() as undone:
        children = undone.enter_context(Children())
        children.start_ahead()
        stack.push(undone.pop_all())
        return children
    # The command meets the same error when it starts a child, and reports it.
    return None
