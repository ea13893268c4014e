"""Libraries that return or take times work on the frozen clock."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest

from tests.emulator.clock.waiting.worlds import START, frozen

UTC = timezone.utc


def needed(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed")


@pytest.fixture(params=["UTC", "America/New_York", "Australia/Lord_Howe"])
def zone(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_dateparser(zone: str) -> None:
    dateparser = needed("dateparser")
    aware = {"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True}
    tzlocal = needed("tzlocal")
    with frozen(zone):
        tzlocal.reload_localzone()  # it remembers the zone of the process, which here changes
        assert dateparser.parse("now") == datetime.now()
        assert (datetime.now() - dateparser.parse("2 hours ago")).total_seconds() == 7200
        assert dateparser.parse("2 hours ago", settings=aware).timestamp() == (
            START.timestamp() - 7200
        )
        assert dateparser.parse("2024-01-01T00:00:00Z").timestamp() == START.timestamp()
    tzlocal.reload_localzone()


def test_dateutil(zone: str) -> None:
    parser, tz = needed("dateutil.parser"), needed("dateutil.tz")
    with frozen(zone):
        assert parser.parse("10:30").date() == date.today()
        assert datetime.now(tz.tzlocal()).timestamp() == START.timestamp()
        assert datetime.now(tz.UTC) == START


def test_pytz(zone: str) -> None:
    pytz = needed("pytz")
    with frozen(zone):
        assert datetime.now(pytz.utc) == START
        assert datetime.now(pytz.timezone("Asia/Tokyo")).isoformat() == "2024-01-01T09:00:00+09:00"
        assert pytz.timezone(zone).localize(datetime.now()).timestamp() == START.timestamp()


def test_orjson() -> None:
    orjson = needed("orjson")
    with frozen():
        times = {"at": datetime.now(UTC), "day": date.today(), "made": datetime(2024, 1, 2)}
        assert orjson.dumps(times) == (
            b'{"at":"2024-01-01T00:00:00+00:00","day":"2024-01-01","made":"2024-01-02T00:00:00"}'
        )


def test_msgspec() -> None:
    msgspec = needed("msgspec")
    with frozen():
        encoded = msgspec.json.encode({"at": datetime.now(UTC)})
        assert encoded == b'{"at":"2024-01-01T00:00:00Z"}'
        decoded = msgspec.json.decode(b'"2024-01-01T00:00:00Z"', type=type(datetime.now()))
        assert decoded == START
        model = msgspec.defstruct("Event", [("at", datetime)])
        assert msgspec.json.decode(b'{"at":"2024-01-01T00:00:00Z"}', type=model).at == START


def test_pydantic_models_defined_while_frozen() -> None:
    pydantic = needed("pydantic")
    with frozen():
        fields = {
            "at": (datetime, ...),
            "day": (date, pydantic.Field(default_factory=date.today)),
        }
        model = pydantic.create_model("Event", **fields)
        event = model(at="2024-01-01T00:00:00Z")
        assert (event.at, event.day) == (START, date(2024, 1, 1))
        assert model(at=datetime.now(UTC)).at == START
        assert type(event.at) is type(START)


def test_pandas_accepts_times_and_its_own_clock_stays_real() -> None:
    pandas = needed("pandas")
    with frozen():
        assert pandas.Timestamp(datetime.now(UTC)) == START
        series = pandas.Series([datetime.now(UTC)])
        assert series[0].to_pydatetime() == START
        # Stated as a limit in docs/emulation.md: its own now() is native code.
        assert pandas.Timestamp.now("UTC").to_pydatetime() > START
