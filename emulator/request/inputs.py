"""List the files that a run reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import XfetchError
from ..integration.source import locate
from ..timeline.loaded import Loaded
from .request import Request
from .target import target_of


def inputs_of(request: Request) -> Iterator[tuple[str, Path]]:
    """Yield a description (``the scenario``) and the path of each file that the Request names: the run reads
    it. A path need not exist: the value ``auto`` or ``embedded`` for CommonServerPython comes as a path too.
    """
    with suppress(XfetchError):
        code, yml = locate(target_of(request.target))
        yield "the integration", code
        if yml is not None:
            yield "the integration's yml", yml
    if request.scenario_file is not None:
        yield "the scenario", request.scenario_file
    if request.product.vendor_file is not None:
        yield "the vendor", request.product.vendor_file
    for source in request.product.timeline.sources if request.product.timeline else ():
        if isinstance(source, Loaded):
            yield "the file of events", source.path
    for text in request.container.modules:
        yield "a module", Path(text.partition("=")[2])
    for text in request.product.replies:
        value = text.partition("=")[2]
        if value.startswith("@"):
            yield "an answer", Path(value[1:])
    yield "CommonServerPython", Path(request.container.common_server)
