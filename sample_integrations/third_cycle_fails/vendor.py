"""Beacon's cases; its acknowledgement is down for the third minute."""

from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
DOWN = START + timedelta(minutes=2), START + timedelta(minutes=3)


class Vendor:
    def __init__(self):
        self.cases = [
            {
                "case_id": f"B{number}",
                "subject": f"beaconing host {number}",
                "opened": (START + timedelta(seconds=40 * number - 70)).strftime(
                    "%Y-%m-%dT%H:%M:%SZ"
                ),
            }
            for number in range(30)
        ]

    def events(self):
        return [{"id": case["case_id"], "created": case["opened"]} for case in self.cases]

    def handle(self, request, now):
        if request.path == "/cases":
            until = now.strftime("%Y-%m-%dT%H:%M:%SZ")
            found = [c for c in self.cases if request.query["opened_after"] < c["opened"] <= until]
            return {"json": found[: int(request.query["limit"])]}
        if request.path == "/cases/acknowledge":
            if DOWN[0] <= now < DOWN[1]:
                return {"status": 500, "body": "maintenance"}
            return {"json": {"acknowledged": len(request.json()["ids"])}}
        return None
