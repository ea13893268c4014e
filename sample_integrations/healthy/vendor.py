"""Quarry's alert search: by the time an alert was indexed, boundary included, oldest first."""

from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def iso(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class Vendor:
    def __init__(self):
        # Two alerts share a second now and then; each third one is indexed half a minute late.
        self.alerts = []
        for number in range(40):
            created = START + timedelta(seconds=20 * number - 90)
            if number % 5 == 4:
                created -= timedelta(seconds=20)
            indexed = created + timedelta(seconds=30 if number % 3 == 0 else 0)
            self.alerts.append(
                {
                    "id": f"QA-{1000 + number}",
                    "title": f"unusual login {number}",
                    "severity": ("low", "medium", "high")[number % 3],
                    "created": iso(created),
                    "indexed": iso(indexed),
                }
            )
        self.alerts.sort(key=lambda alert: (alert["indexed"], alert["id"]))

    def events(self):
        for alert in self.alerts:
            yield {"id": alert["id"], "created": alert["created"], "visible": alert["indexed"]}

    def handle(self, request, now):
        if request.path != "/v1/alerts":
            return None
        if not request.header("X-Api-Key"):
            return {"status": 401, "json": {"error": "no key"}}
        since = request.query["indexed_from"]
        found = [alert for alert in self.alerts if since <= alert["indexed"] < iso(now)]
        return {"json": {"alerts": found[: int(request.query["limit"])]}}
