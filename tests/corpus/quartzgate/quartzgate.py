import json
import time
from dataclasses import asdict, dataclass

import demistomock as demisto
from CommonServerPython import *

MINUTE = 60


@dataclass
class Violation:
    number: int
    policy: str
    epoch: int

    @classmethod
    def from_api(cls, item: dict) -> "Violation":
        return cls(number=item["no"], policy=item.get("policy", "unknown"), epoch=int(item["ts"]))

    def within(self, begin: int, end: int) -> bool:
        return begin < self.epoch < end

    def as_incident(self) -> dict:
        return {
            "name": f"Quartz Gate violation {self.number} ({self.policy})",
            "occurred": datetime.utcfromtimestamp(self.epoch).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "rawJSON": json.dumps(asdict(self)),
        }


class Client(BaseClient):
    def violations(self, day: str) -> list:
        body = self._http_request("GET", "/export/violations", params={"day": day})
        return [Violation.from_api(item) for item in body["violations"]]


def fetch_incidents(client: Client, last_run: dict) -> tuple:
    end = int(time.time()) // MINUTE * MINUTE
    begin = int(last_run.get("end", end - 10 * MINUTE))
    days = sorted({datetime.utcfromtimestamp(moment).strftime("%Y-%m-%d") for moment in (begin, end)})
    found = []
    for day in days:
        found += [violation for violation in client.violations(day) if violation.within(begin, end)]
    found.sort(key=lambda violation: violation.epoch)
    return {"end": end}, [violation.as_incident() for violation in found]


def main() -> None:
    params = demisto.params()
    client = Client(params["url"], verify=not argToBoolean(params.get("insecure", False)),
                    headers={"X-Gate-Token": params.get("gate_token", "")})
    try:
        match demisto.command():
            case "test-module":
                client.violations(datetime.utcnow().strftime("%Y-%m-%d"))
                return_results("ok")
            case "fetch-incidents":
                next_run, incidents = fetch_incidents(client, demisto.getLastRun())
                demisto.setLastRun(next_run)
                demisto.incidents(incidents)
    except Exception as error:
        return_error(f"Quartz Gate: {error}")


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
