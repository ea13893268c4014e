"""The ground of a search: what a guessed product may do otherwise."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.emulator.exploring.grounds import request_of
from xfetch.emulator.exploring.forms import FILTER, ORDER, SHOWN
from xfetch.emulator.exploring.ground import ground_of

CODE = "import demistomock as demisto\nif demisto.command() == 'fetch-incidents': pass\n"


@pytest.mark.parametrize(
    ("why", "places"),
    [
        ("the request sorts by alert.detected", (FILTER, SHOWN)),
        ("the request sorts by detected and names no direction", (FILTER, SHOWN)),
        ("the request sorts by last_seen, which may be another time", (FILTER, ORDER, SHOWN)),
        ("no order was asked for", (FILTER, ORDER, SHOWN)),
    ],
)
def test_a_product_sorts_by_the_time_that_a_request_names(
    why: str, places: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "Acme.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "acme.yml").write_text(
        dedent(f"""\
        integration: Acme.py
        api:
          event: {{id: "@id", detected: "@created iso"}}
          routes:
            - get: /alerts
              filter: {{created: {{ge: query.since}}}}
              order: created
              answer: {{json: "@events"}}
        guesses:
          - {{path: "api.routes[0].order", value: created, why: "{why}"}}
        """),
        encoding="utf-8",
    )
    assert ground_of(request_of(tmp_path / "acme.yml")).places == places
