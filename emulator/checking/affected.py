"""Finds the scenarios that changed files concern."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import XfetchError
from ..integration.asked_content import asked_content, is_content, needs_common_server
from ..integration.checkout import COMMON_SERVER, Checkout, find_checkout
from ..integration.imports import imports_of
from ..integration.source import load, locate, read_text
from ..request.inputs import inputs_of
from ..request.request import Request
from ..request.target import target_of
from .check_one import CheckSettings, request_of

# Files in the folder of an integration that no fetch reads.
_UNREAD = (".md", ".png", ".svg", "_test.py")


def scenarios_reading(
    files: Sequence[Path], scenarios: Iterable[Path], settings: CheckSettings
) -> tuple[Path, ...]:
    """Return those of the scenarios that use one of ``files``, in their order.

    A scenario uses its own file, the files that it reads (vendor file, events, recording), what the vendor
    file imports from its own folder, the files that lie directly in the package folder of its integration,
    and the modules of the content repository that the integration imports. Files that are gone count too.
    Tests, pictures and ``.md`` files do not.
    """
    wanted = {file.resolve() for file in files if not file.name.endswith(_UNREAD)}
    if not wanted:
        return ()
    folders = {file.parent for file in wanted}
    content = {file.stem for file in wanted if _is_content_module(file)}
    return tuple(
        path
        for path in scenarios
        if any(part in wanted or part in folders for part in parts_of(path, settings))
        or (content and not content.isdisjoint(content_of(path, settings)))
    )


def _is_content_module(file: Path) -> bool:
    return (
        file.suffix == ".py"
        and file.parent.name == file.stem
        and file.parent.parent.name == "Scripts"
    )


def parts_of(path: Path, settings: CheckSettings) -> Iterator[Path]:
    """Yield the file of a scenario, the files that it reads, those that its vendor file imports, and the
    folder of its integration if that is a package. Of a broken scenario only its own file is known.
    """
    yield path.resolve()
    with suppress(XfetchError):
        request = request_of(path, settings)
        yield from (file.resolve() for _, file in inputs_of(request))
        if request.product.vendor_file is not None:
            yield from imported(request.product.vendor_file.resolve())
        code, _ = locate(target_of(request.target))
        # A folder with many integrations, each a single file, would tie them all together.
        if code.resolve().parent.name == code.stem:
            yield code.resolve().parent


def imported(file: Path) -> Iterator[Path]:
    """Yield for each module that a Python file imports its path in the same folder, whether a file is there
    or not; then the same for the files found there.
    """
    seen, left = {file}, [file]
    while left:
        one = left.pop()
        for name in _imports(one):
            path = one.parent / f"{name.partition('.')[0]}.py"
            if path not in seen:
                seen.add(path)
                left.append(path)
                yield path


def content_of(path: Path, settings: CheckSettings) -> Collection[str]:
    """Return the names of the modules of the content repository that a scenario's integration uses, with
    those that they import; none for a broken scenario.
    """
    try:
        return content_used(request_of(path, settings))
    except XfetchError:
        return ()


def content_used(request: Request) -> Collection[str]:
    """Return the names of the modules of the content repository that an integration uses, with those that
    they import.
    """
    names: set[str] = set()
    with suppress(XfetchError):
        target = target_of(request.target)
        integration, checkout = load(target), _checkout(target, request)
        left = asked_content(integration, checkout)
        if needs_common_server(integration, checkout):
            left.append(COMMON_SERVER)
        while left:
            name = left.pop()
            if name not in names:
                names.add(name)
                file = checkout.module(name) if checkout else None
                left += [one for one in _imports(file) if is_content(one, checkout)] if file else []
    return names


def _checkout(target: Path, request: Request) -> Checkout | None:
    return find_checkout(target, request.container.content, request.container.content_variable)


def _imports(file: Path) -> list[str]:
    """Return the modules that a Python file imports; none if it cannot be read."""
    try:
        return [one.module for one in imports_of(ast.parse(read_text(file)))]
    except (XfetchError, OSError, SyntaxError, ValueError):
        return []
