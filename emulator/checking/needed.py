"""Lists the files that scenarios use, for a machine that does not have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import XfetchError
from ..integration.checkout import COMMON_SERVER, COMMON_SERVER_USER, find_checkout
from ..integration.source import locate, package_folder
from ..request.inputs import inputs_of
from ..request.request import Request
from ..request.target import target_of
from .affected import content_used, imported
from .check_one import CheckSettings, request_of

# Files and folders in the package of an integration that no fetch reads.
_UNREAD = (".md", ".png", ".svg", "_test.py", ".pyc")
_SKIPPED = frozenset({".git", "__pycache__", "node_modules"})


def files_needed(scenarios: Iterable[Path], settings: CheckSettings) -> Iterator[Path]:
    """Yield the files that the runs of these scenarios may read. Of a broken scenario only its own file is
    known. A path may come more than once, and need not exist.
    """
    for path in scenarios:
        yield path
        with suppress(XfetchError):
            yield from files_of(request_of(path, settings))


def files_of(request: Request) -> Iterator[Path]:
    """Yield the files that a run may read: the scenario, what it names, all that lies in the package of its
    integration (but for tests, pictures and ``.md`` files), the modules that the vendor file imports, and
    those of the content checkout that the integration uses.

    Raises the errors of an integration or a checkout that cannot be found.
    """
    yield from (file for _, file in inputs_of(request))
    if request.product.vendor_file is not None:
        yield from imported(request.product.vendor_file)
    target = target_of(request.target)
    code, yml = locate(target)
    yield code
    if yml is not None:
        yield yml
    package = package_folder(code)
    if package is not None:
        yield from _below(package)
    else:
        yield from imported(code)
    container = request.container
    checkout = find_checkout(target, container.content, container.content_variable)
    if checkout is not None:
        # A folder is a checkout because it holds CommonServerPython.
        for name in {COMMON_SERVER, COMMON_SERVER_USER, *content_used(request)}:
            module = checkout.module(name)
            if module is not None:
                yield from (module, module.with_suffix(".yml"))


def _below(folder: Path) -> Iterator[Path]:
    for one in sorted(folder.iterdir()):
        if one.is_dir():
            if one.name not in _SKIPPED and not one.name.startswith(".venv"):
                yield from _below(one)
        elif not one.name.endswith(_UNREAD):
            yield one
