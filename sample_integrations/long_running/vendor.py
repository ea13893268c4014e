"""Siren's messages: those after a place, oldest first; one outage of a minute."""

from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)

# Seconds after the start.
SENT = (-40, -10, 5, 20, 65, 66, 118, 150)
OUTAGE = (55, 115)


class Vendor:
    def __init__(self):
        self.messages = [
            {
                "id": f"SM-{number}",
                "subject": f"message {number}",
                "sent": (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            for number, seconds in enumerate(SENT, 1)
        ]

    def events(self):
        return [{"id": message["id"], "created": message["sent"]} for message in self.messages]

    def handle(self, request, now):
        if request.path != "/messages":
            return None
        passed_s = (now - START).total_seconds()
        if OUTAGE[0] <= passed_s < OUTAGE[1]:
            return {"status": 503, "json": {"error": "down for a minute"}}
        place = int(request.query["after"].removeprefix("p"))
        sent = sum(seconds <= passed_s for seconds in SENT)
        return {"json": {"messages": self.messages[place:sent], "place": f"p{max(place, sent)}"}}
