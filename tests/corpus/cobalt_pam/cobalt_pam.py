import json

import demistomock as demisto
from CommonServerPython import *

KEEP_SECONDS = 900
OVERLAP_SECONDS = 180


class Client(BaseClient):
    def sessions(self, begin: int) -> list:
        response = self._http_request("GET", "/pam/sessions/risky", params={"begin": begin, "order": "asc"})
        return (response.get("payload") or {}).get("sessions", [])


def prune(history: dict, now: int) -> dict:
    return {number: started for number, started in history.items() if started > now - KEEP_SECONDS}


def fetch_incidents(client: Client, last_run: dict, first_fetch: str) -> tuple:
    position = last_run.get("position", int(arg_to_datetime(first_fetch).timestamp()))
    history = last_run.get("history", {})

    incidents = []
    for session in client.sessions(position - OVERLAP_SECONDS):
        number, started = session["sessionNumber"], session["startedAt"]
        if number in history:
            continue
        history[number] = started
        position = max(position, started)
        incidents.append({
            "name": f"Risky session {number} of {session['account']}",
            "occurred": datetime.utcfromtimestamp(started).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "rawJSON": json.dumps(session),
        })

    return {"position": position, "history": prune(history, position)}, incidents


def main():
    params = demisto.params()
    command = demisto.command()
    try:
        client = Client(
            base_url=params["url"],
            verify=not params.get("insecure", False),
            auth=(params["credentials"]["identifier"], params["credentials"]["password"]),
        )
        if command == "test-module":
            client.sessions(0)
            return_results("ok")
        elif command == "fetch-incidents":
            next_run, incidents = fetch_incidents(client, demisto.getLastRun(), params.get("first_fetch", "10 minutes"))
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
        else:
            return_error(f"{command} is no command of Cobalt PAM")
    except Exception as e:
        return_error(f"Cobalt PAM: {command} failed: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
