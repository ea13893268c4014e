"""Calls that another process made and recorded, made again for what they left behind."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from ..record.entries import Call
from ..record.recorder import Recorder
from .shim import Demisto

# Those that set, send or store; the others only ask.
_EFFECTS = (
    "incidents",
    "createIncidents",
    "results",
    "setLastRun",
    "setAssetsLastRun",
    "setLastMirrorRun",
    "setIntegrationContext",
    "setIntegrationContextVersioned",
    "send_events_to_xsiam",
)


def replay(demisto: Demisto, calls: Iterable[Call], mute: Recorder) -> None:
    """Bring the object's session to where those calls would have brought it; nothing is recorded.

    ``mute`` is a recorder that nobody reads. A call that had failed is not made again.
    """
    session = demisto._session
    recorder, session.recorder = session.recorder, mute
    try:
        for call in calls:
            if call.name in _EFFECTS and not call.error:
                with suppress(TypeError, ValueError):
                    getattr(demisto, call.name)(**call.args)
    finally:
        session.recorder = recorder
