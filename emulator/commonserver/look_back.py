"""Look-back: each fetch reads some past minutes again to find late events, and skips ids that it had."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import time
    from datetime import datetime, timedelta
    from typing import Any

    import dateparser
    import demistomock as demisto

    from .dates import get_current_time

__all__ = (
    "calculate_new_offset",
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
    aware: Any = {"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True}
    if last_run_time:
        start = dateparser.parse(last_run_time, settings=aware)
    else:
        start = dateparser.parse(first_fetch, settings=aware)
        if start:
            start = start + timedelta(hours=timezone)
    if look_back and look_back > 0 and now - start < timedelta(minutes=look_back):
        start = now - timedelta(minutes=look_back)
    demisto.debug(f"lb: fetch start time: {start}, fetch end time: {now}")
    return start.strftime(date_format), now.strftime(date_format)


def calculate_new_offset(old_offset: int, num_incidents: Any, total_incidents: Any) -> int:
    """Return where the next page begins: 0 after the last page, else behind the incidents of this one."""
    if not num_incidents:
        return 0
    following = old_offset + num_incidents
    return 0 if total_incidents and following >= total_incidents else int(following)


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
    """Return the latest creation time of the incidents as text.

    ``increase_last_run_time`` adds a millisecond, which the default ``date_format`` does not show (as in
    production).
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
        if current_time - seen <= remembered_s
    }


def get_found_incident_ids(
    last_run: Any, incidents: Any, look_back: Any, id_field: str, remove_incident_ids: Any
) -> Any:
    """Return the ids in the last run and those of ``incidents``, each with the time at which it was found.

    Times are in seconds since 1970. With ``remove_incident_ids`` those older than twice the look-back are
    left out.
    """
    now = int(time.time())
    found = last_run.get("found_incident_ids", {})
    for incident in incidents:
        found[incident[id_field]] = now
    return remove_old_incidents_ids(found, now, look_back) if remove_incident_ids else found


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
    new_offset: Any = None,
) -> tuple[dict[str, Any], bool]:
    """Return the start time and the limit for the next fetch, as keys of the last run; and whether old ids
    may be forgotten.

    Ids of the second at which the next fetch begins must be kept. With a ``new_offset`` above 0 the next
    fetch asks for the next page from the same time.
    """
    limit = fetch_limit
    if new_offset:
        # The incidents' times are not read: the next page is asked from the same time.
        time_ = last_run.get("time")
    elif len(incidents) == 0:
        time_ = end_fetch_time
    else:
        time_ = get_latest_incident_created_time(
            incidents, created_time_field, date_format, increase_last_run_time
        )
        if look_back > 0 and new_offset is None:
            # What was found before comes again within the window, and must not fill the page.
            limit += len(last_run.get("found_incident_ids", [])) + len(incidents)
    forgets = bool(new_offset) or len(incidents) == 0 or time_ != start_fetch_time
    paged = {} if new_offset is None else {"offset": new_offset}
    return {"time": time_, "limit": limit, **paged}, forgets


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
    new_offset: Any = None,
) -> Any:
    """Return the last run to set at the end of this fetch: time, limit, the found ids and, with a
    ``new_offset``, the offset.

    It is ``last_run`` itself, changed.
    """
    look_back = look_back or 0
    updated, forgets = create_updated_last_run_object(
        last_run,
        incidents,
        fetch_limit,
        look_back,
        start_fetch_time,
        end_fetch_time,
        created_time_field,
        date_format,
        increase_last_run_time,
        new_offset,
    )
    updated["found_incident_ids"] = get_found_incident_ids(
        last_run, incidents, look_back, id_field, forgets
    )
    last_run.update(updated)
    return last_run
