"""Refuses those start methods of ``multiprocessing`` that start a process with an empty interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, NoReturn

from ..product.wire.patching import patched_module, swapped

# Each class of ``multiprocessing.context`` whose processes have another start method than fork.
_REFUSED = ("SpawnProcess", "ForkServerProcess")


class StartMethodNotEmulated(NotImplementedError):
    """The integration started a process in a way that xfetch does not emulate."""


@contextmanager
def only_fork() -> Iterator[None]:
    """A context in which StartMethodNotEmulated is raised for a process whose start method is *spawn* or
    *forkserver*.

    Such a process would have the real clock, and neither the integration's code nor ``demisto``. The start
    fails, not ``get_context``: libraries ask for a context that they never use.
    """
    with patched_module("multiprocessing.context", _patch):
        yield


def _patch(module: ModuleType, stack: ExitStack) -> None:
    for name in _REFUSED:
        process = getattr(module, name, None)
        if process is not None:
            stack.enter_context(swapped(process, "_Popen", _refusing(process._start_method)))


def _refusing(start_method: str) -> Any:
    def refuse(process: object) -> NoReturn:
        raise StartMethodNotEmulated(
            f"the multiprocessing start method {start_method!r} is not emulated by xfetch: the new"
            " process would have the real clock and no demisto object;"
            " use multiprocessing.get_context('fork')"
        )

    return staticmethod(refuse)
