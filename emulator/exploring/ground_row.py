"""Writes the ground of a search as JSON, for a machine that runs worlds of it, and reads it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ..record.codec import codec
from ..record.entries import CheckedJson, Json
from ..request.request import Container, InstanceParams, Judging, Product, Request
from ..settings.guess import Guess
from ..settings.isolation import Isolation
from ..settings.settings import RunSettings
from .ground import Ground

# The codec has no form for the fields that are named here.
_GROUND = codec(Ground, "request", "choices", "digits", "asked_pages", "windows")
_RUN = codec(RunSettings, "fail_cycles")
_INSTANCE, _CONTAINER, _ISOLATION = codec(InstanceParams), codec(Container), codec(Isolation)
_GUESS = codec(Guess)


def row_of(ground: Ground, place: Callable[[Path], str]) -> Mapping[str, Json]:
    """Return a ground as JSON. Each path of a file or folder in it is what ``place`` returns of it."""
    return {
        **_GROUND.plain(ground),
        "request": _request_row(ground.request, place),
        "choices": [[name, list(values)] for name, values in ground.choices],
        "digits": list(ground.digits),
        "asked_pages": list(ground.asked_pages),
        "windows": [[name, list(values)] for name, values in ground.windows],
    }


def ground_of_row(row: CheckedJson) -> Ground:
    """Return the ground that ``row_of`` wrote."""
    return Ground(
        **_GROUND.values(row),
        request=_request_of(row["request"]),
        choices=tuple((name, tuple(values)) for name, values in row["choices"]),
        digits=tuple(row["digits"]),
        asked_pages=tuple(row["asked_pages"]),
        windows=tuple((name, tuple(values)) for name, values in row["windows"]),
    )


def _request_row(request: Request, place: Callable[[Path], str]) -> Mapping[str, Json]:
    """Return the request of a ground as JSON. It has no events, faults and expectations."""
    product, judging, container = request.product, request.judging, request.container
    content, variable = (
        place(Path(folder).expanduser()) if folder else folder
        for folder in (container.content, container.content_variable)
    )
    scenario, vendor = (
        place(file) if file is not None else None
        for file in (request.scenario_file, product.vendor_file)
    )
    return {
        "target": place(request.target),
        "scenario_file": scenario,
        "vendor_file": vendor,
        "api": product.api,
        "run": _RUN.plain(request.scenario),
        "fail_cycles": sorted(request.scenario.fail_cycles),
        "instance": _INSTANCE.plain(request.instance),
        "container": _CONTAINER.plain(
            replace(container, content=content, content_variable=variable)
        ),
        "isolation": _ISOLATION.plain(request.isolation),
        "id_field": judging.id_field,
        "strict": judging.strict,
        "severities": dict(judging.severities),
        "stated": sorted(request.stated),
        "guesses": [_GUESS.plain(one) for one in request.guesses],
        "settled": [[_GUESS.plain(one), value] for one, value in request.settled],
    }


def _request_of(row: CheckedJson) -> Request:
    scenario, vendor = (
        Path(row[name]) if row[name] is not None else None
        for name in ("scenario_file", "vendor_file")
    )
    return Request(
        target=Path(row["target"]),
        scenario=replace(_RUN.read(row["run"]), fail_cycles=frozenset(row["fail_cycles"])),
        instance=_INSTANCE.read(row["instance"]),
        container=_CONTAINER.read(row["container"]),
        product=Product(vendor_file=vendor, api=row["api"]),
        judging=Judging(row["id_field"], row["strict"], severities=row["severities"]),
        stated=frozenset(row["stated"]),
        isolation=_ISOLATION.read(row["isolation"]),
        scenario_file=scenario,
        guesses=tuple(map(_GUESS.read, row["guesses"])),
        settled=tuple((_GUESS.read(guess), value) for guess, value in row["settled"]),
    )
