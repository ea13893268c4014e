"""Prism's captures, one every 40 seconds; for a minute it hands out a truncated one."""

import base64
from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
TRUNCATED = START + timedelta(minutes=2), START + timedelta(minutes=3)


class Vendor:
    def __init__(self):
        self.captures = [
            {
                "capture_id": f"P{number}",
                "taken": (START + timedelta(seconds=40 * number - 70)).strftime(
                    "%Y-%m-%dT%H:%M:%SZ"
                ),
            }
            for number in range(30)
        ]

    def events(self):
        return [
            {"id": capture["capture_id"], "created": capture["taken"]} for capture in self.captures
        ]

    def handle(self, request, now):
        if request.path != "/captures":
            return None
        until = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        after = request.query["taken_after"]
        found = [capture for capture in self.captures if after < capture["taken"] <= until]
        content = bytes(4) if TRUNCATED[0] <= now < TRUNCATED[1] else b"\x01beacon"
        text = base64.b64encode(content).decode()
        limit = int(request.query["limit"])
        return {"json": [{**capture, "content": text} for capture in found[:limit]]}
