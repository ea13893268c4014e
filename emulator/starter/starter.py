"""What ``xfetch init`` writes."""

from __future__ import annotations

import os
from pathlib import Path

from ..prepared import prepare
from ..request import Request
from .starter_file import starter_lines
from .watched import Watched, watch


def starter(request: Request, file: Path) -> tuple[str, Watched]:
    """The text of a starter scenario that will lie at ``file``, and what was seen for it.

    Raises what preparing and running raise: UsageError, LoadError.
    """
    ready = prepare(request)
    watched = watch(request, ready.integration.text)
    place = os.path.relpath(request.target.resolve(), file.resolve().parent)
    parameters = (ready.integration.manifest.parameters, ready.parameters)
    lines = starter_lines(place, parameters, ready.bench.scenario, watched)
    return ready.mask.text("".join(f"{line}\n" for line in lines)), watched
