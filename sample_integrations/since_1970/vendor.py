"""Harbor's tickets: some years of them, oldest first."""

from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def ticket(number, created):
    return {
        "number": f"HB-{number}",
        "title": "container seal broken",
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "created_ms": int(created.timestamp() * 1000),
    }


class Vendor:
    def __init__(self):
        old = [ticket(n, START - timedelta(days=30 * (24 - n))) for n in range(24)]
        new = [ticket(100 + n, START + timedelta(seconds=90 * n)) for n in range(10)]
        self.tickets = old + new

    def events(self):
        return [{"id": item["number"], "created": item["created"]} for item in self.tickets]

    def handle(self, request, now):
        if request.path != "/tickets/search":
            return None
        asked = request.json()
        until_ms = now.timestamp() * 1000
        found = [t for t in self.tickets if asked["updated_after"] < t["created_ms"] <= until_ms]
        return {"json": {"tickets": found[: asked["size"]]}}
