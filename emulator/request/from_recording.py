"""Give a run the schedule of the recorded run whose answers it replays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import LoadError, UsageError
from ..record.times import read_instant
from ..recording.answered import Recording
from ..recording.read_recording import is_recording, read_recording
from .request import Request


def replayed(request: Request, stated: frozenset[str]) -> Request:
    """Return the Request with start, interval, cycles, command and latency of the recording that it replays.

    The settings named in ``stated``, which the user or a scenario chose, stay. The run is not drained. A
    Request without a recording, or for the real product, is returned unchanged. Raises LoadError for a broken
    recording.
    """
    path = request.product.vendor_file
    if path is None or not is_recording(path) or request.scenario.live:
        return request
    recording = read_recording(path)
    try:
        facts = recorded_facts(recording)
    except (TypeError, ValueError, UsageError) as error:
        raise LoadError(
            f"the settings of the recorded run (start, interval, …) are broken: {error}",
            where=str(path),
        ) from error
    changes = {
        name: value for name, value in facts.items() if name.removesuffix("_s") not in stated
    }
    return replace(
        request,
        # After its last answer a recording only repeats that answer, so nothing can be drained.
        scenario=replace(request.scenario, drain=None, **changes),
        # The timeline ends before the recording does; its cycles count, not the events.
        stated=request.stated | {"cycles"} | {name.removesuffix("_s") for name in changes},
    )


def recorded_facts(recording: Recording) -> Mapping[str, Any]:
    """Return the settings of the run that was recorded, by the field names of RunSettings.

    ``latency_s`` is always 0. Besides it a recording made by a browser gives only the start. Raises
    TypeError, ValueError or UsageError for broken settings.
    """
    # The recorded answers have their own durations: no latency is added.
    said = recording.facts
    facts: dict[str, Any] = {"latency_s": 0.0}
    if recording.answered:
        facts["start"] = recording.answered[0].at
    if "start" in said:
        facts["start"] = read_instant(said["start"])
    if "interval_s" in said:
        facts["interval_s"] = max(float(said["interval_s"]), 0.001)
    if "cycles" in said:
        facts["cycles"] = max(int(said["cycles"]), 1)
    if "command" in said:
        facts["command"] = str(said["command"])
    return facts
