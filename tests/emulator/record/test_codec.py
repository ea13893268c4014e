"""A field of a dataclass travels by itself: its type and its metadata say how."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import xfetch.emulator.record
from tests.emulator import worlds
from xfetch.emulator.record.codec import PUBLIC, SPARSE, CodecError, codec
from xfetch.emulator.record.entries import Attempt, Call, Exchange, Json, Line, Log
from xfetch.emulator.record.fetch_run import Failure, FetchRun
from xfetch.emulator.record.json_text import from_json, to_json, to_json_utf8

AT = datetime(2024, 1, 1, 12, 30, 0, 250_000, tzinfo=timezone.utc)
SOURCE = Path(xfetch.emulator.record.entries.__file__).parents[2]
SECRET = "S3cret-of-the-test"


@dataclass(frozen=True)
class Inner:
    name: str
    value: Json = None


@dataclass(frozen=True)
class Every:
    """A field of each type that a noun of the record has."""

    text: str
    whole: int
    real: float
    flag: bool
    at: datetime
    value: Json
    mapping: Mapping[str, Json]
    texts: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    values: tuple[Json, ...]
    inner: Inner
    line: Line | None = None
    maybe_whole: int | None = None
    maybe_inner: Inner | None = None
    shown: str = field(default="", metadata=PUBLIC)
    rare: tuple[str, ...] = field(default=(), metadata=SPARSE)


EVERY = Every(
    text='a\n\u2028é\ud83d"\\',
    whole=-7,
    real=1.5,
    flag=True,
    at=AT,
    value={"a": [1, None, "x"]},
    mapping={"k": 2},
    texts=("a", "b"),
    headers=(("H", "v"), ("G", "w")),
    values=({"id": 1}, 2),
    inner=Inner("n", [1]),
    line=Line("a:b.py", 12),
    maybe_whole=3,
    maybe_inner=Inner("m"),
    shown="s",
    rare=("r",),
)
FORMS = codec(Every)


def test_what_comes_back_is_what_was_written() -> None:
    usual = replace(EVERY, line=None, maybe_whole=None, maybe_inner=None, rare=())
    for one in (EVERY, usual):
        text = FORMS.text(one)
        assert "\n" not in text
        assert text.isascii()
        assert FORMS.read(from_json(text)) == one
        assert FORMS.read(FORMS.plain(one)) == one
        assert FORMS.read(from_json(to_json(FORMS.plain(one)))) == one
    assert "rare" in FORMS.text(EVERY)
    assert "rare" not in FORMS.text(usual)


def test_a_report_shows_times_with_a_z_and_what_is_unusual() -> None:
    assert FORMS.plain(EVERY)["at"] == "2024-01-01T12:30:00.250000Z"
    assert FORMS.unusual(replace(EVERY, line=None, rare=(), shown="", maybe_whole=None)) == {
        "maybe_inner": {"name": "m", "value": None}
    }


def test_every_text_is_masked_but_public_ones() -> None:
    def mask(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(SECRET, "*")
        if isinstance(value, dict):
            return {mask(key): mask(item) for key, item in value.items()}
        return type(value)(map(mask, value)) if isinstance(value, (list, tuple)) else value

    secret = replace(
        EVERY,
        text=SECRET,
        value=[SECRET],
        mapping={SECRET: SECRET},
        texts=(SECRET,),
        headers=(("H", SECRET),),
        values=({"id": SECRET},),
        inner=Inner(SECRET, SECRET),
        maybe_inner=Inner("m", {"v": SECRET}),
        rare=(SECRET,),
        shown=SECRET,
    )
    masked = FORMS.masked(secret, mask)
    assert masked.shown == SECRET
    assert SECRET not in str(replace(masked, shown=""))
    assert str(masked).count("*") == 11
    assert FORMS.masked_text(secret, mask) == FORMS.text(masked)


def test_what_an_older_version_did_not_write_has_its_default() -> None:
    row = FORMS.plain(EVERY)
    for name in ("line", "maybe_whole", "maybe_inner", "shown", "rare"):
        del row[name]
    assert FORMS.read({**row, "of_a_later_version": 1}) == Every(
        **{one.name: getattr(EVERY, one.name) for one in fields(Every)[:11]}
    )
    del row["whole"]
    with pytest.raises(CodecError, match="'whole' is missing"):
        FORMS.read(row)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 1),
        ("text", None),
        ("whole", True),
        ("whole", 1.0),
        ("real", "1"),
        ("flag", 0),
        ("at", "yesterday"),
        ("at", "2024-01-01T00:00:00"),
        ("at", 5),
        ("mapping", []),
        ("texts", ["a", 1]),
        ("texts", "ab"),
        ("headers", [["a"]]),
        ("headers", [["a", None]]),
        ("headers", "ab"),
        ("values", {}),
        ("inner", {"value": 1}),
        ("inner", None),
        ("line", "a.py"),
        ("line", 7),
        ("maybe_whole", "7"),
    ],
)
def test_a_value_of_another_type_is_refused(key: str, value: Any) -> None:
    with pytest.raises(CodecError):
        FORMS.read({**FORMS.plain(EVERY), key: value})


@pytest.mark.parametrize("row", [None, [], "text", 5])
def test_what_is_no_object_is_refused(row: Any) -> None:
    with pytest.raises(CodecError):
        FORMS.read(row)


def test_a_type_that_has_no_form_is_an_error_of_ours() -> None:
    @dataclass(frozen=True)
    class Odd:
        found: set

    with pytest.raises(TypeError, match="'found'"):
        codec(Odd)


def test_every_noun_of_the_record_has_its_forms() -> None:
    for cls in (Call, Log, Exchange, Attempt, Failure):
        assert {"text", "masked_text", "plain", "read", "masked"} <= set(dir(codec(cls)))
        assert codec(cls).text
    assert codec(FetchRun).masked


def test_what_json_has_no_number_for_is_text() -> None:
    value = {"a": [float("nan"), float("inf"), -float("inf"), 1.5], float("nan"): 10**6000}
    for write in (to_json, to_json_utf8):
        back = from_json(write(value))
        assert back["a"] == ["NaN", "Infinity", "-Infinity", 1.5]
        assert int(back["NaN"], 16) == 10**6000


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "{'a': 1}", "[" * 100_000, "1" * 5000, ""])
def test_what_is_not_rfc_8259_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|Expecting|digits|nested"):
        from_json(text)


def test_half_a_surrogate_pair_is_an_escape_in_a_report() -> None:
    text = to_json_utf8({"a": "é\ud83d"})
    assert text == '{"a": "é\\ud83d"}'
    assert json.loads(text) == {"a": "é\ud83d"}


# A field more, in a copy of the source

CHANGES = {
    # Where a field is declared, and where it is filled: nothing else.
    "record/fetch_run.py": (
        "    command: str = field(",
        "    noted: str = ''\n    command: str = field(",
    ),
    "running/cycle.py": (
        "        command=session.invocation.command,\n    )",
        "        command=session.invocation.command, noted=f'of {session.invocation.params}',\n    )",
    ),
    "record/entries.py": ("    fit: tuple", "    noted: str = ''\n    fit: tuple"),
    "product/wire/recorded_exchange.py": (
        "            fit=fit,",
        "            fit=fit, noted=f'asked with {request.headers.pairs}',",
    ),
}
BODY = """
import requests
n = demisto.getLastRun().get('n', 0) + 1
requests.get('https://probe.example.com/a', headers={'key': demisto.params()['apikey']})
if n == 2 and not os.path.exists(os.environ['TMPDIR'] + '/died'):
    open(os.environ['TMPDIR'] + '/died', 'w').close()
    os._exit(1)
demisto.setLastRun({'n': n})
demisto.incidents([])
"""


def test_a_field_more_comes_through_every_way(tmp_path: Path) -> None:
    package = tmp_path / "xfetch"
    for folder in ("cli", "emulator"):
        shutil.copytree(
            SOURCE / folder, package / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name, (before, after) in CHANGES.items():
        file = package / "emulator" / name
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, name
        file.write_text(text.replace(before, after), encoding="utf-8")
    worlds.write(tmp_path, BODY)

    def xfetch(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "xfetch.cli", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr

    xfetch(
        *("run", "Probe", "--cycles", "3", "--reply", "*={}", "--param", f"apikey={SECRET}"),
        *("-o", "json:run.json", "--store", "run.sqlite"),
    )
    xfetch("report", "run.json", "-o", "json:again.json")
    saved, again = (
        json.loads((tmp_path / name).read_text(encoding="utf-8"))["record"]
        for name in ("run.json", "again.json")
    )
    assert saved == again
    assert [row["status"] for row in json.loads((tmp_path / "run.json").read_text())["cycles"]] == [
        "ok",
        "crashed",
        "ok",
    ]
    # The second fetch died: the journal has brought what it asked to the next process.
    notes = [row["noted"] for row in saved["requests"]]
    assert len(notes) == 3
    assert all(note.startswith("asked with") and "('key', '********')" in note for note in notes)
    assert all("'apikey': '********'" in row["noted"] for row in saved["fetches"])
    with sqlite3.connect(tmp_path / "run.sqlite") as store:
        stored = store.execute(
            "SELECT json_extract(head, '$.noted'), json_extract(requests, '$[0].noted') FROM cycle"
        ).fetchall()
    assert stored == [
        (fetched["noted"], asked) for fetched, asked in zip(saved["fetches"], notes, strict=True)
    ]


def test_times_near_the_ends_of_the_calendar() -> None:
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        with pytest.raises(CodecError):
            codec(Log).read({"seq": 0, "at": text, "level": "debug", "message": "", "line": None})
    moved = codec(Log).read(
        {"seq": 0, "at": "2024-01-01T01:00:00+01:00", "level": "debug", "message": "", "line": None}
    )
    assert moved.at == AT.replace(hour=0, minute=0, second=0, microsecond=0)
    assert moved.at.utcoffset() == timedelta()
