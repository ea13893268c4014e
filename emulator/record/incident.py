"""Read the incidents and events that an integration sends to the platform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

from .entries import Json

# A JSON object as it was sent: an incident (``name``, ``occurred``, ``rawJSON`` and so on), or an event.
Incident: TypeAlias = Mapping[str, Json]


def raw_event(incident: Incident) -> Json:
    """Parse the JSON text under an incident's ``rawJSON``; return the text itself if it is not JSON."""
    raw = incident.get("rawJSON")
    if not isinstance(raw, str):
        return raw
    try:
        event: Json = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    return event


def sent_event(sent: Incident) -> Json:
    """Return an event that a collector sent: the object, or the parsed text of its only key ``rawJSON``.

    The server stores an event that was sent as a line of text under ``rawJSON``.
    """
    return raw_event(sent) if set(sent) == {"rawJSON"} else sent


def incident_content(incident: Incident) -> Json:
    """Return an incident with ``rawJSON`` parsed: then the order of the keys in it does not matter when
    comparing.
    """
    return {**incident, "rawJSON": raw_event(incident)} if "rawJSON" in incident else dict(incident)
