"""The alert search that HelloWorld talks to: from a second on, boundary included, oldest first."""

from datetime import datetime, timezone

START = int(datetime(2024, 1, 1, tzinfo=timezone.utc).timestamp())

# Seconds since the start; two alerts share a second.
CREATED = (-300, -150, 12, 33, 40, 48, 48, 95, 150, 210, 215)


class Vendor:
    def __init__(self):
        self.alerts = [
            {
                "alert_id": str(101 + number),
                "name": f"alert {101 + number}",
                "created": START + seconds,
                "severity": "High",
            }
            for number, seconds in enumerate(CREATED)
        ]

    def events(self):
        return [{"id": alert["alert_id"], "created": alert["created"]} for alert in self.alerts]

    def handle(self, request, now):
        if request.method != "GET" or request.path != "/api/v1/get_alerts":
            return None
        start_time = int(request.query["start_time"])
        found = [a for a in self.alerts if start_time <= a["created"] <= now.timestamp()]
        return {"json": found[: int(request.query["max_results"])]}
