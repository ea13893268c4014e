"""Ledger's events: `from` includes its boundary."""

from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


class Vendor:
    def __init__(self):
        self.entries = [
            {
                "event_id": 7000 + number,
                "summary": f"transfer {number} flagged",
                "at": (START + timedelta(seconds=75 * number - 100)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            for number in range(20)
        ]

    def events(self):
        return [{"id": entry["event_id"], "created": entry["at"]} for entry in self.entries]

    def handle(self, request, now):
        if request.path != "/api/events":
            return None
        until = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        found = [e for e in self.entries if request.query["from"] <= e["at"] <= until]
        return {"json": found[: int(request.query["limit"])]}
