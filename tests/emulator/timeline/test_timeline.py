from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from xfetch.emulator.errors import LoadError
from xfetch.emulator.record.product_event import Update, VendorEvent
from xfetch.emulator.settings.section import SectionError
from xfetch.emulator.timeline.timeline import parse_timeline

START = datetime(2024, 1, 1, tzinfo=timezone.utc)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_an_event_with_all_it_may_have() -> None:
    section = {
        "id": 104,
        "created": "+7.3s",
        "visible": "+90s",
        "updates": [
            {"at": "+3m", "fields": {"state": "closed"}},
            {"at": "+2m", "fields": {"state": "busy"}},
        ],
        "removed": "+1h",
        "in_scope": False,
        "stream": "alerts",
        "fields": {"state": "new"},
    }
    (event,) = parse_timeline([section], Path()).events(START)
    assert event == VendorEvent(
        "104",
        at(7.3),
        at(90),
        {"state": "new"},
        (Update(at(120), {"state": "busy"}), Update(at(180), {"state": "closed"})),
        at(3600),
        in_scope=False,
        stream="alerts",
    )


def test_an_event_before_1970_is_refused() -> None:
    timeline = parse_timeline([{"id": "a", "created": "0001-01-01"}], Path())
    with pytest.raises(LoadError, match="event 'a' is created in 1, before 1970"):
        timeline.events(START)


def test_relative_times_move_with_the_start() -> None:
    timeline = parse_timeline([{"id": 1, "created": "-1m"}], Path())
    assert timeline.events(at(60))[0].created == START


def test_sources_follow_one_another() -> None:
    section: list[Any] = [{"id": "x", "created": "+0s"}, {"generate": {"count": 2, "id": "A{n}"}}]
    assert [e.id for e in parse_timeline(section, Path()).events(START)] == ["x", "A1", "A2"]


def test_an_id_that_comes_twice() -> None:
    section = [{"id": "1", "created": "+0s"}, {"generate": {"count": 2}}]
    with pytest.raises(LoadError, match="two events have the id '1'"):
        parse_timeline(section, Path()).events(START)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("e.json", '[{"id": 1, "created": "2024-01-01T00:00:05Z", "level": "low"}]'),
        ("e.json", '{"total": 1, "items": [{"id": 1, "created": 1704067205, "level": "low"}]}'),
        ("e.jsonl", '\n{"id": 1, "created": "+5s", "fields": {"level": "low"}}\n'),
        ("e.csv", "id,created,level\n1,+5s,low\n"),
        ("e.csv", "\ufeffid,created,level,visible\n1,1704067205000,low,\n"),
    ],
)
def test_files_in_every_form(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (event,) = parse_timeline(name, tmp_path).events(START)
    assert (event.id, event.created, event.visible) == ("1", at(5), at(5))
    assert event.fields["level"] == "low"


def test_a_file_with_names_of_its_own(tmp_path: Path) -> None:
    item = {"alert": "A1", "raised": 1704067200, "indexed": 1704067290, "stream": "x"}
    (tmp_path / "e.json").write_text(json.dumps([item]), encoding="utf-8")
    section = {"load": "e.json", "id": "alert", "created": "raised", "visible": "indexed"}
    (event,) = parse_timeline(section, tmp_path).events(START)
    assert event == VendorEvent("A1", START, at(90), item, stream="x")


def test_what_else_a_file_may_say(tmp_path: Path) -> None:
    line = {
        "id": 1,
        "created": "+0s",
        "removed": "+9s",
        "in_scope": False,
        "updates": [{"at": "+5s", "fields": {"a": 1}}],
        "fields": {},
    }
    (tmp_path / "e.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (event,) = parse_timeline("e.jsonl", tmp_path).events(START)
    assert event == VendorEvent(
        "1", START, START, {}, (Update(at(5), {"a": 1}),), at(9), in_scope=False
    )
    (tmp_path / "e.csv").write_text("id,created,in_scope\n1,+0s,no\n", encoding="utf-8")
    assert not parse_timeline("e.csv", tmp_path).events(START)[0].in_scope


@pytest.mark.parametrize(
    ("name", "text", "where", "named"),
    [
        ("e.json", "[", "e.json:1", "is not JSON"),
        ("e.json", "{}", "e.json", "no list of events"),
        ("e.json", "[1]", "e.json item 1", "an event must be an object, not int"),
        ("e.json", '[{"id": 1}]', "e.json item 1", "has no 'created'"),
        ("e.json", '[{"id": true, "created": 1}]', "e.json item 1", "'id' must be"),
        ("e.json", '[{"id": 1, "created": 1, "updates": 5}]', "e.json item 1", "a list of {at"),
        ("e.jsonl", '{"id": 1, "created": 1}\n{', "e.jsonl:2", "is not JSON"),
        ("e.jsonl", '{"id": 1, "created": "soon"}', "e.jsonl:1", "created: 'soon' is not a time"),
        ("e.csv", "id,created\n1,+0s\n2\n", "e.csv:3", "not as many cells"),
        ("e.csv", "id,created\n1,+0s,3\n", "e.csv:2", "not as many cells"),
        (
            "e.csv",
            "id,created,in_scope\n1,+0s,maybe\n",
            "e.csv:2",
            "in_scope must be true or false",
        ),
        ("e.jsonl", "\ud800", "e.jsonl", "not text in UTF-8"),
    ],
)
def test_broken_files_name_the_place(
    tmp_path: Path, name: str, text: str, where: str, named: str
) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(LoadError) as caught:
        parse_timeline(name, tmp_path).events(START)
    assert caught.value.where == str(tmp_path / where)
    assert named in caught.value.what


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="the events file does not exist"):
        parse_timeline("e.json", tmp_path).events(START)


@pytest.mark.parametrize(
    ("section", "path", "named"),
    [
        ("events.txt", (), "ends with one of .json, .jsonl, .csv"),
        ([{"id": 1, "created": 5}], (0, "created"), "is not a time"),
        ([{"id": 1, "created": "+0s", "in_scope": 1}], (0, "in_scope"), "true or false"),
        ([3], (0,), "must be a mapping"),
    ],
)
def test_mistakes_are_named_with_their_path(
    section: Any, path: tuple[Any, ...], named: str
) -> None:
    with pytest.raises(SectionError) as caught:
        parse_timeline(section, Path())
    assert caught.value.path == ("events", *path)
    assert named in caught.value.message
