"""Repeat the ``demisto`` calls that a killed process had recorded, so that their effects are not lost."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from ..record.delivery import INTAKE, delivery_of
from ..record.entries import Call
from ..record.recorder import Recorder
from .shim import Demisto

# The calls that set, send or store something; the others only read.
_EFFECTS = (
    "incidents",
    "createIncidents",
    "createIndicators",
    "results",
    "setLastRun",
    "setAssetsLastRun",
    "setLastMirrorRun",
    "setIntegrationContext",
    "setIntegrationContextVersioned",
)


def replay(demisto: Demisto, calls: Iterable[Call], mute: Recorder) -> None:
    """Repeat the recorded calls that set, send or store something, so that the session has their effects.

    The repeated calls are recorded in ``mute``, which is thrown away. Calls that had failed are left out.
    """
    session = demisto._session
    recorder, session.recorder = session.recorder, mute
    try:
        for call in calls:
            if call.name == INTAKE and not call.error:
                demisto._delivered(delivery_of(call))
            elif call.name in _EFFECTS and not call.error:
                with suppress(TypeError, ValueError):
                    getattr(demisto, call.name)(**call.args)
    finally:
        session.recorder = recorder
