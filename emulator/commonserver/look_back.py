"""Look-back: each fetch reads some past minutes again to find late events, and skips ids that it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import time
    from datetime import datetime, timedelta
    from typing import Any

    import dateparser

    from .dates import get_current_time

__all__ = (
    "create_updated_last_run_object",
    "filter_incidents_by_duplicates_and_limit",
    "get_fetch_run_time_range",
    "get_found_incident_ids",
    "get_latest_incident_created_time",
    "remove_old_incidents_ids",
    "update_last_run_object",
)


def get_fetch_run_time_range(
    last_run: Any,
    first_fetch: Any,
    look_back: int = 0,
    timezone: Any = 0,
    date_format: str = "%Y-%m-%dT%H:%M:%S",
) -> tuple[str, str]:
    """Return start and end of the time range that a fetch covers, as texts.

    ``look_back`` is in minutes (documented).
    """
    last_run_time = last_run and last_run.get("time")
    now = get_current_time(timezone)
    if last_run_time:
        start = dateparser.parse(last_run_time, settings={"TIMEZONE": "UTC"})
    else:
        start = dateparser.parse(first_fetch, settings={"TIMEZONE": "UTC"})
        start = start + timedelta(hours=timezone)
    if look_back > 0 and now - start < timedelta(minutes=look_back):
        start = now - timedelta(minutes=look_back)
    return start.strftime(date_format), now.strftime(date_format)


def filter_incidents_by_duplicates_and_limit(
    incidents_res: Any, last_run: Any, fetch_limit: Any, id_field: str
) -> list[Any]:
    """Return the incidents whose ids are not in the last run, at most ``fetch_limit``."""
    found = last_run.get("found_incident_ids", {})
    fresh = [incident for incident in incidents_res if incident[id_field] not in found]
    return fresh[:fetch_limit]


def get_latest_incident_created_time(
    incidents: Any,
    created_time_field: str,
    date_format: str = "%Y-%m-%dT%H:%M:%S",
    increase_last_run_time: bool = False,
) -> str:
    """Return the latest creation time of the incidents as text; ``increase_last_run_time`` adds a
    millisecond.
    """
    latest = datetime.strptime(incidents[0][created_time_field], date_format)
    for incident in incidents:
        latest = max(latest, datetime.strptime(incident[created_time_field], date_format))
    if increase_last_run_time:
        latest = latest + timedelta(milliseconds=1)
    return latest.strftime(date_format)


def remove_old_incidents_ids(found_incidents_ids: Any, current_time: Any, look_back: Any) -> Any:
    """Return the ids in ``found_incidents_ids`` that were found within twice the look-back (minutes).

    Times are in seconds since 1970.
    """
    remembered_s = look_back * 60 * 2
    return {
        incident_id: seen
        for incident_id, seen in found_incidents_ids.items()
        if current_time - seen < remembered_s
    }


def get_found_incident_ids(last_run: Any, incidents: Any, look_back: Any, id_field: str) -> Any:
    """Return the ids in the last run and those of ``incidents``, each with the time at which it was found.

    Times are in seconds since 1970. Ids older than twice the look-back are left out.
    """
    now = int(time.time())
    found = last_run.get("found_incident_ids", {})
    for incident in incidents:
        found[incident[id_field]] = now
    return remove_old_incidents_ids(found, now, look_back)


def create_updated_last_run_object(
    last_run: Any,
    incidents: Any,
    fetch_limit: Any,
    look_back: Any,
    start_fetch_time: Any,
    end_fetch_time: Any,
    created_time_field: str,
    date_format: str = "%Y-%m-%dT%H:%M:%S",
    increase_last_run_time: bool = False,
) -> dict[str, Any]:
    """Return the start time and the limit for the next fetch, as keys of the last run."""
    if len(incidents) == 0:
        return {"time": end_fetch_time, "limit": fetch_limit}
    if len(incidents) < fetch_limit or look_back == 0:
        latest = get_latest_incident_created_time(
            incidents, created_time_field, date_format, increase_last_run_time
        )
        return {"time": latest, "limit": fetch_limit}
    limit = last_run.get("limit", fetch_limit)
    return {"time": start_fetch_time, "limit": limit + fetch_limit}


def update_last_run_object(
    last_run: Any,
    incidents: Any,
    fetch_limit: Any,
    start_fetch_time: Any,
    end_fetch_time: Any,
    look_back: Any,
    created_time_field: str,
    id_field: str,
    date_format: str = "%Y-%m-%dT%H:%M:%S",
    increase_last_run_time: bool = False,
) -> Any:
    """Return the last run to set at the end of this fetch: time, limit and, with a look-back, the found
    ids.
    """
    remaining = get_found_incident_ids(last_run, incidents, look_back, id_field)
    updated = create_updated_last_run_object(
        last_run,
        incidents,
        fetch_limit,
        look_back,
        start_fetch_time,
        end_fetch_time,
        created_time_field,
        date_format,
        increase_last_run_time,
    )
    if remaining:
        updated["found_incident_ids"] = remaining
    last_run.update(updated)
    return last_run
