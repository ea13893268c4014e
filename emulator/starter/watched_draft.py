"""A starter from what the integration was seen to do."""

from __future__ import annotations

from ..settings.settings import Scenario
from .draft import Draft
from .guessed_api import event_shape, route_of
from .watched import Watched


def watched_draft(watched: Watched, scenario: Scenario) -> Draft:
    """The routes of all endpoints, around the envelope that brought the most."""
    keys, envelope = watched.keys, watched.envelope
    return Draft(
        found=_found(watched),
        scenario=scenario,
        events=watched.events,
        event=event_shape(keys, envelope),
        routes=tuple((route_of(one, keys, envelope), one) for one in watched.endpoints),
    )


def _found(watched: Watched) -> str:
    if watched.created:
        return f"{watched.created} incidents came of {len(watched.outcome.runs)} cycles"
    failure = watched.failure.splitlines()[0][:120] if watched.failure else ""
    why = f" (the last cycle failed: {failure})" if failure else ""
    return f"no incident came of it yet{why}; look at the answers below"
