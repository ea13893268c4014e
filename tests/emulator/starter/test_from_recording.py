"""Whatever was recorded, the scenario that is made of it loads, and serves what was asked."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xfetch.emulator.integration.parameters.parameters import Parameters
from xfetch.emulator.product.declared.api import parse_api
from xfetch.emulator.product.declared.known_fields import check_fields
from xfetch.emulator.product.declared.vendor import DeclaredVendor
from xfetch.emulator.product.message import Request
from xfetch.emulator.recording.answered import Answered, Recording
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.settings.settings import RunSettings
from xfetch.emulator.starter.from_recording import recorded_draft
from xfetch.emulator.starter.starter_file import starter_lines

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
KEYS = (
    "id",
    "uid",
    "created_at",
    "time",
    "next",
    "total",
    "count",
    "has_more",
    "data",
    "a.b",
    "@x",
)
TEXTS = ("", "x", "@id", "=1", "{{ x }}", "abcdef", "/a?next=abcdef&n=1", "2024-01-01T00:00:00Z")
scalars = (
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(TEXTS) | st.text(max_size=4)
)
documents: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
        | st.lists(
            st.fixed_dictionaries({"id": st.integers(1, 5), "created_at": st.just(TEXTS[-1])}),
            max_size=3,
        )
    ),
    max_leaves=14,
)
answers = st.builds(
    lambda path, query, body, status, asked: Answered(
        AT,
        "POST" if asked is not None else "GET",
        f"https://a.example{path}{query}",
        "" if asked is None else json.dumps(asked),
        status,
        (("Link", '</a?next=abcdef&n=1>; rel="next"'),),
        body if isinstance(body, bytes) else json.dumps(body).encode(),
    ),
    st.sampled_from(
        ["/a", "/a/{b}", "/{c}//%3F", "/oauth/token", "/x/2024-01-01T00:00:00Z/2024-01-02"]
    ),
    st.sampled_from(["", "?next=abcdef&n=1", "?n=1&since=2023-12-31T23:00:00Z", "?page=2&n=3"]),
    documents | st.sampled_from([b"<x/>", b"", b"\xff\xfe", b"a-token-of-some-kind"]),
    st.sampled_from([200, 200, 200, 204, 401, 503]),
    st.none() | documents,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(answers, max_size=6))
def test_a_starter_loads_and_serves(answered: list[Answered]) -> None:
    draft = recorded_draft(Recording(tuple(answered)), RunSettings(), "", "s.events.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "s.yml"
        lines = starter_lines(".", "code.py", ((), Parameters({})), draft)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if draft.beside:
            (file.parent / "s.events.jsonl").write_text(draft.beside, encoding="utf-8")
        scenario = read_scenario(file)
        assert scenario.product.timeline is not None
        assert scenario.product.api is not None
        events = scenario.product.timeline.events(AT)
    check_fields(scenario.product.api, events)
    vendor = DeclaredVendor(parse_api(scenario.product.api), events, 1)
    for number, one in enumerate(answered):
        request = Request(one.method, one.url, {}, one.request_body.encode())
        given = vendor.handle(request, AT + timedelta(minutes=number))
        assert given.status != 404 or one.status == 404, request.url
