"""Ledger's tickets, two a page; in its third ten minutes the second page points to itself."""

from datetime import datetime, timedelta, timezone

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
BROKEN = START + timedelta(minutes=20), START + timedelta(minutes=30)


class Vendor:
    def __init__(self):
        self.tickets = [
            {
                "ticket_id": f"L{number}",
                "title": f"ledger entry {number} does not balance",
                "opened": (START + timedelta(minutes=4 * number - 10)).strftime(
                    "%Y-%m-%dT%H:%M:%SZ"
                ),
            }
            for number in range(15)
        ]

    def events(self):
        return [{"id": ticket["ticket_id"], "created": ticket["opened"]} for ticket in self.tickets]

    def handle(self, request, now):
        if request.path != "/tickets":
            return None
        until = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        after = request.query["opened_after"]
        found = [ticket for ticket in self.tickets if after < ticket["opened"] <= until]
        starts = range(0, max(len(found), 1), 2)
        pages = [
            {"tickets": found[start : start + 2], "next": number + 1}
            for number, start in enumerate(starts)
        ]
        pages[-1]["next"] = len(pages) - 1 if BROKEN[0] <= now < BROKEN[1] else None
        return {"json": {"pages": pages}}
