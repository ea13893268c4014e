"""Search with a recording: the calm run of what was recorded, and its variations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...emulate import emulate_again
from ...recording.read_recording import read_recording
from ...request.request import Request
from ..find import Explored
from ..ground import Ground
from .comparing import compared
from .delivered import delivered
from .events import recorded_events


def replayed(request: Request, ground: Ground, recording: Path) -> tuple[Explored, bool]:
    """Run a recording and its variations. Return the finds, and whether the scenario gives the same as the
    recording.

    ``request`` has the scenario that was made from the recording, ``ground`` is its ground. Raises the errors
    of ``emulate`` for a target that cannot run at all.
    """
    again = emulate_again(
        replace(
            request,
            product=replace(request.product, api=None, timeline=None, vendor_file=recording),
        )
    )
    read = read_recording(recording)
    # After the last recorded answer the replay repeats it, which the product did not do.
    last_at = max((one.at for one in read.answered), default=again.dossier.clock.start)
    runs = tuple(run for run in again.runs if run.at <= last_at)
    came = delivered(runs, again.judgement.identity)
    return compared(ground, recorded_events(request, read), came)
