import json

import requests

import demistomock as demisto
from CommonServerPython import *

FEEDS = {"alerts": "/feed/alerts", "audits": "/feed/audits"}


def pull(session, url, since):
    response = session.get(url, params={"since": since}, timeout=20)
    response.raise_for_status()
    return response.json()["rows"]


def shape(feed, row):
    row["feed"] = feed
    return {"name": f"Fjord {feed[:-1]} {row['serial']}", "occurred": row["at"], "rawJSON": json.dumps(row)}


def place(rows, old):
    """The time of the newest row, and the serials of that time."""
    time = rows[-1]["at"]
    serials = {row["serial"] for row in rows if row["at"] == time}
    return {"time": time, "serials": sorted(serials.union(old["serials"] if time == old["time"] else ()))}


def fetch_incidents(session, base, last_run, begin):
    places = {feed: last_run.get(feed) or {"time": begin, "serials": []} for feed in FEEDS}
    # the product grants few requests a minute: a fetch handles one feed
    answers = ((feed, pull(session, base + path, places[feed]["time"])) for feed, path in FEEDS.items())
    feed, rows = next((answer for answer in answers if answer[1]), (None, []))
    if feed is None:
        return places, []
    incidents = [shape(feed, row) for row in rows if row["serial"] not in places[feed]["serials"]]
    return {**places, feed: place(rows, places[feed])}, incidents


def main():
    params = demisto.params()
    base = params["url"].rstrip("/")
    session = requests.Session()
    session.verify = not params.get("insecure", False)
    session.headers["Authorization"] = "fjord " + params.get("api_key", "")
    command = demisto.command()
    try:
        begin = arg_to_datetime(params.get("first_fetch") or "1 hour").strftime("%Y-%m-%dT%H:%M:%SZ")
        if command == "test-module":
            for path in FEEDS.values():
                pull(session, base + path, begin)
            return_results("ok")
        elif command == "fetch-incidents":
            last_run, incidents = fetch_incidents(session, base, demisto.getLastRun(), begin)
            demisto.setLastRun(last_run)
            demisto.incidents(incidents)
    except requests.HTTPError as e:
        return_error(f"Fjord answered {e.response.status_code}")
    except Exception as e:
        return_error(f"Fjord: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
