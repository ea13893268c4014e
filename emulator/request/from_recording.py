"""A request over a recording: on the clock of the run that was recorded."""

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
    """The request with the start, the interval, the cycles and the command of the recording that answers
    it, and answers that take as long as they took; but for what is in ``stated``, the names that the user
    or a scenario said. As it is where no recording answers.

    Raises LoadError for what is no recording.
    """
    path = request.product.vendor_file
    if path is None or not is_recording(path) or request.scenario.live:
        return request
    recording = read_recording(path)
    try:
        facts = recorded_facts(recording)
    except (TypeError, ValueError, UsageError) as error:
        raise LoadError(f"what it says of its run is broken: {error}", where=str(path)) from error
    changes = {
        name: value for name, value in facts.items() if name.removesuffix("_s") not in stated
    }
    return replace(
        request,
        # Beyond its last answer a recording has nothing but that one again: nothing is drained.
        scenario=replace(request.scenario, drain=None, **changes),
        # The timeline ends before the recording does; its cycles count, not the events.
        stated=request.stated | {"cycles"} | {name.removesuffix("_s") for name in changes},
    )


def recorded_facts(recording: Recording) -> Mapping[str, Any]:
    """What a recording says of its run, as a Scenario calls it; a browser's says only when it began.

    Raises TypeError, ValueError or UsageError for what is broken.
    """
    # Each answer takes as long as it did then.
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
