"""Cassettes of vcrpy: three that vcrpy 9.4.2 wrote itself of a made-up product (through requests as YAML,
as JSON unpacked, through urllib packed), and what a cassette may hold besides.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.errors import LoadError
from xfetch.emulator.recording.answered import Answered
from xfetch.emulator.recording.events_found import events_in
from xfetch.emulator.recording.read_recording import read_recording
from xfetch.emulator.recording.read_vcr import read_vcr

CASSETTES = Path(__file__).with_name("cassettes")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize("name", ["acme.yaml", "acme.json"])
def test_what_vcrpy_wrote(name: str) -> None:
    answered = read_recording(CASSETTES / name).answered
    assert [(one.method, one.status) for one in answered] == [("POST", 200), ("GET", 200)] * 4
    assert answered[0].request_body == '{"client": "joe"}'
    assert answered[1].url.startswith(
        "http://acme.example:8099/v1/alerts?created_after=2024-05-06T"
    )
    # It says that it is packed, and is not: so the library keeps what urllib3 has unpacked.
    assert json.loads(answered[1].body)["alerts"][2]["title"] == "größer"
    assert [event.id for event in events_in(answered)] == [f"A-{n}" for n in range(8)]
    assert [one.at.minute for one in answered] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert answered[0].at == utc(2024, 5, 6, 9)


def test_a_body_that_is_packed_in_it() -> None:
    (one,) = read_vcr(CASSETTES / "packed.yaml").answered
    assert [alert["alert_id"] for alert in json.loads(one.body)["alerts"]] == ["A-0", "A-1", "A-2"]


def cassette(path: Path, *interactions: Any) -> tuple[Answered, ...]:
    path.write_text(json.dumps({"version": 1, "interactions": interactions}), encoding="utf-8")
    return read_vcr(path).answered


def one(body: Any = "", date: str = "", request: Any = None, **more: Any) -> dict[str, Any]:
    headers = {"Date": [date]} if date else {}
    status = {"code": 200, "message": "OK"}
    return {
        "request": {"method": "get", "uri": "https://a.example/x", **(request or {})},
        "response": {"status": status, "headers": headers, "body": {"string": body}},
        **more,
    }


def test_times_are_those_of_the_answers_and_never_go_back(tmp_path: Path) -> None:
    found = cassette(
        tmp_path / "a.json",
        one(),
        one(date="Mon, 06 May 2024 09:01:00 GMT"),
        one(date="yesterday"),
        one(date="Mon, 06 May 2024 09:00:59 GMT"),
        one(recorded_at="2024-05-06T11:02:00+02:00"),
    )
    assert [answered.at.isoformat()[11:19] for answered in found] == [
        *["09:01:00"] * 4, "09:02:00"
    ]  # fmt: skip


def test_without_any_time_it_is_that_of_the_newest_event(tmp_path: Path) -> None:
    events = [{"id": n, "created": f"2023-07-0{n}T00:00:00Z"} for n in (3, 1)]
    assert cassette(tmp_path / "a.json", one(json.dumps(events)))[0].at == utc(2023, 7, 3)
    assert cassette(tmp_path / "b.json", one())[0].at == utc(2024, 1, 1)


def test_yaml_as_people_and_older_libraries_write_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text(
        """\
interactions:
- request: {method: GET, uri: !!python/unicode 'https://a.example/x', body: !!binary YT0x, headers: null}
  response:
    body: {string: !!python/unicode '[]'}
    headers: {X-One: single, X-Many: [a, b], X-Day: 2024-01-01}
    status: {code: 404, message: Not Found}
""",
        encoding="utf-8",
    )
    (answered,) = read_vcr(path).answered
    assert (answered.status, answered.body, answered.request_body) == (404, b"[]", "a=1")
    assert answered.headers == (
        ("X-One", "single"), ("X-Many", "a"), ("X-Many", "b"), ("X-Day", "2024-01-01"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "interactions: {a: 1}", "it has no interactions"),
        ("a.yaml", "- request: {}\n  response: {}", "it has no interactions"),
        ("a.json", "[", "a.json:1: the cassette is not JSON"),
        ("a.yaml", "a: [", "a.yaml:2: broken YAML"),
        ("a.yaml", "a: 1\nb: !!python/object/apply:os.getcwd []", "a.yaml:2: broken YAML"),
        ("a.yaml", "a: &a [*a]", "contains itself"),
        (
            "a.yaml",
            "interactions:\n- 7",
            "interaction 1 is not valid: something in it is of a wrong kind",
        ),
        ("a.yaml", "interactions:\n- {request: {method: GET, uri: x}}", "it has no 'response'"),
        (
            "a.json",
            json.dumps({"interactions": [one(5)]}),
            "the recorded body is neither text nor bytes",
        ),
        ("a.json", json.dumps({"log": {"entries": []}}), "a HAR is called FILE.har"),
        ("a.json", "\ufeff{}", "it has no interactions"),
    ],
)
def test_what_is_no_cassette_is_one_message(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as caught:
        read_vcr(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LoadError, match="not text in UTF-8"):
        read_vcr(path)
    with pytest.raises(LoadError, match="cannot read the recording"):
        read_vcr(tmp_path / "none.yaml")


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "interactions",
                    "request",
                    "response",
                    "status",
                    "code",
                    "body",
                    "string",
                    "headers",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(values, values)
def test_whatever_stands_there_it_is_read_or_refused(whole: Any, inner: Any) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        for document in (whole, {"interactions": [inner, {"request": inner, "response": whole}]}):
            path.write_text(json.dumps(document), encoding="utf-8")
            try:
                read_vcr(path)
            except LoadError as error:
                assert str(path) in str(error)  # noqa: PT017
