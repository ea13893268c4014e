import json

import demistomock as demisto
from CommonServerPython import *

LOOK_BACK = timedelta(minutes=5)
ISO = "%Y-%m-%dT%H:%M:%SZ"


class Client(BaseClient):
    def signals(self, start: datetime) -> list:
        return self._http_request("GET", "signals", params={"occurred_from": start.strftime(ISO)})["signals"]


class Run:
    """What a fetch takes over from the last one and hands on to the next."""

    def __init__(self, saved: dict):
        self.start = datetime.strptime(saved["start"], ISO) if saved.get("start") else datetime.utcnow() - timedelta(minutes=30)
        self.seen = list(saved.get("seen", []))

    def take(self, signals: list) -> list:
        new = [signal for signal in signals if signal["signal_id"] not in self.seen]
        if new:
            self.start = max(self.start, *(datetime.strptime(signal["occurred"], ISO) for signal in new))
            self.seen = [signal["signal_id"] for signal in new]
        return new

    def save(self) -> dict:
        return {"start": self.start.strftime(ISO), "seen": self.seen}


def fetch_incidents(client: Client) -> None:
    run = Run(demisto.getLastRun())
    new = run.take(client.signals(run.start - LOOK_BACK))
    demisto.incidents([
        {"name": f"Identity risk: {s['user']}", "occurred": s["occurred"], "rawJSON": json.dumps(s)} for s in new
    ])
    demisto.setLastRun(run.save())


def main():
    params = demisto.params()
    client = Client(urljoin(params.get("url"), "/iam/v4/"), verify=not params.get("insecure"),
                    headers={"Authorization": "SABLE " + params.get("api_key", "")})
    try:
        if demisto.command() == "test-module":
            client.signals(datetime.utcnow())
            return_results("ok")
        elif demisto.command() == "fetch-incidents":
            fetch_incidents(client)
    except Exception as e:
        return_error(f"Sable IAM could not run {demisto.command()}: {e}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
