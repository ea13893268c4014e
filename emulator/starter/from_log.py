"""Put the parameters and the start time of a customer's debug log into a new scenario, and name its requests
there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from ..integration.manifest import Manifest
from ..integration.parameter import ENCRYPTED
from ..record.entries import Json
from ..record.times import read_instant
from ..recording.debug_log import DebugLog, LoggedRequest
from ..request.request import Request
from ..settings.units import format_duration
from .endpoint import Endpoint, route_path

_MOST = 20
_LATEST = timedelta(days=3650)


def with_log(request: Request, log: DebugLog, manifest: Manifest, file: Path) -> Request:
    """Return the request with the log's parameters and the time at which it was written. Parameters that the
    user gave stay; those that the yml does not declare, or declares as encrypted, are left out.
    """
    declared = {one.name for one in manifest.parameters if one.type not in ENCRYPTED}
    given = request.instance.params
    logged = {k: v for k, v in log.params.items() if k in declared and k not in given}
    instance = replace(
        request.instance,
        params={**logged, **given},
        origins={**dict.fromkeys(logged, f"--from {file}"), **request.instance.origins},
    )
    scenario = request.scenario
    if log.at is not None:
        scenario = replace(scenario, start=log.at.replace(microsecond=0))
    return replace(request, instance=instance, scenario=scenario)


def log_lines(log: DebugLog, file: Path, routes: Sequence[Endpoint]) -> Iterator[str]:
    """Yield comments for the scenario: the requests in the log, the times in them, and the endpoints for
    which the scenario has no route.
    """
    instance = f" of the instance {log.instance}" if log.instance else ""
    when = f", {log.at:%Y-%m-%d %H:%M:%S} UTC" if log.at else ""
    yield f"# Parameters and start are those of {file.name}{instance}{when}."
    if log.requests:
        yield "# It asked:"
    for text, one in {one.text: one for one in log.requests[:_MOST]}.items():
        yield f"#   {text}"
        yield from (f"#     {words}" for words in _windows(one, log.at))
    if len(log.requests) > _MOST:
        yield f"#   … {len(log.requests) - _MOST} more"
    known = {(one.method, route_path(one.path)) for one in routes}
    asked = dict.fromkeys((one.method, route_path(one.path)) for one in log.requests)
    other = [f"{method} {path}" for method, path in asked if (method, path) not in known]
    if other:
        yield f"# The scenario has no route for {', '.join(other[:_MOST])}: the code did not ask it here."


def _windows(one: LoggedRequest, at: datetime | None) -> Iterator[str]:
    """Yield each time in a request, and how long before the log it is."""
    for name, value in (*one.query, *_scalars(one.body)):
        try:
            moment = read_instant(value)
        except (ValueError, OverflowError):
            continue
        if at is None or abs(at - moment) > _LATEST:
            continue
        gap_s = round((at - moment).total_seconds())
        if gap_s:
            side = "before" if gap_s > 0 else "after"
            yield f"{name}: {format_duration(abs(gap_s))} {side} the log"
        else:
            yield f"{name}: the time of the log"


def _scalars(body: Json, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(body, dict):
        for key, inner in body.items():
            yield from _scalars(inner, f"{name}.{key}" if name else key)
    elif isinstance(body, list):
        for inner in body:
            yield from _scalars(inner, name)
    elif isinstance(body, (str, int)) and not isinstance(body, bool):
        yield name, str(body)
