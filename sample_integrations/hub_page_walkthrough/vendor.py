"""Alerts around midnight, one every half minute."""

from datetime import datetime, timedelta, timezone

FIRST = datetime(2024, 1, 1, 23, 55, 15, tzinfo=timezone.utc)


class Vendor:
    def __init__(self):
        times = [FIRST + timedelta(seconds=30 * number) for number in range(30)]
        self.alerts = [
            {
                "id": f"A{number}",
                "name": f"alert A{number}",
                "time": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            for number, time in enumerate(times, 1)
        ]

    def events(self):
        return [{"id": alert["id"], "created": alert["time"]} for alert in self.alerts]

    def handle(self, request, now):
        if request.path != "/alerts":
            return None
        since, until = request.query["since"][:19], now.strftime("%Y-%m-%dT%H:%M:%S")
        return {"json": [a for a in self.alerts if since < a["time"][:19] <= until]}
