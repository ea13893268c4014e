"""Time formats, in and out: what is written is read back to within its precision."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.product.declared.worlds import START_S, client, event
from xfetch.emulator.product.declared.times.instant_us import to_datetime, to_us
from xfetch.emulator.product.declared.times.time_format import (
    UNITS_US,
    Precision,
    parse_time_format,
)
from xfetch.emulator.settings.section import SectionError

MOMENT = to_us(datetime(2024, 3, 5, 6, 7, 8, 912345, timezone.utc))


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("epoch_s", 1709618828),
        ("epoch_ms", 1709618828912),
        ("epoch_us", 1709618828912345),
        ("epoch_ns", 1709618828912345000),
        ("epoch_s text", "1709618828"),
        ("epoch_s round second", 1709618829),
        ("epoch_ms text round minute", "1709618820000"),
        ("iso", "2024-03-05T06:07:08Z"),
        ("iso.3", "2024-03-05T06:07:08.912Z"),
        ("iso.6", "2024-03-05T06:07:08.912345Z"),
        ("iso.7", "2024-03-05T06:07:08.9123450Z"),
        ("iso.9", "2024-03-05T06:07:08.912345000Z"),
        ("iso +00:00", "2024-03-05T06:07:08+00:00"),
        ("iso +02:00", "2024-03-05T08:07:08+02:00"),
        ("iso -0530", "2024-03-05T00:37:08-0530"),
        ("iso Europe/Berlin", "2024-03-05T07:07:08+01:00"),
        ("iso naive", "2024-03-05T06:07:08"),
        ("iso cut minute", "2024-03-05T06:07:00Z"),
        ("iso round minute", "2024-03-05T06:07:00Z"),
        ("iso round second", "2024-03-05T06:07:09Z"),
        ("%d/%m/%Y %H:%M", "05/03/2024 06:07"),
        ({"strftime": "%Y-%m-%d %H:%M:%S", "zone": "+02:00"}, "2024-03-05 08:07:08"),
        ("any", "2024-03-05T06:07:08.912Z"),
    ],
)
def test_each_form_is_written(form: Any, written: Any) -> None:
    format_ = parse_time_format(form, ())
    assert format_.write(MOMENT) == written
    assert format_.list_writer()([MOMENT]) == [written]
    assert format_.list_writer()([MOMENT, MOMENT]) == [written, written]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", "2024-03-05T06:07:08.912345Z"),
        ("iso", "2024-03-05 06:07:08,912345678+00:00"),
        ("iso", "20240305T060708.912345Z"),
        ("iso", "2024-03-05T08:07:08.912345 02:00"),
        ("iso", "2024-03-05T00:37:08.912345-0530"),
        ("iso", "2024-03-05T06:07:08.912345"),
        ("iso +02:00", "2024-03-05T08:07:08.912345"),
        ("iso Europe/Berlin", "2024-03-05T07:07:08.912345"),
        ("epoch_s", "1709618828.912345"),
        ("epoch_us", 1709618828912345),
        ("any", 1709618828912345000),
        ("any", "2024-03-05T06:07:08.912345Z"),
        ("any", "2024-03-05-06:07:08.912345"),
        ("%d/%m/%Y %H:%M:%S.%f", "05/03/2024 06:07:08.912345"),
        ("%Y-%m-%dT%H:%M:%S.%f%z", "2024-03-05T08:07:08.912345+0200"),
    ],
)
def test_each_form_is_read(form: str, text: Any) -> None:
    assert parse_time_format(form, ()).read(text) == pytest.approx(MOMENT, abs=1)


MOMENTS = st.datetimes(datetime(1971, 1, 2), datetime(2200, 1, 1)).map(
    lambda moment: to_us(moment.replace(tzinfo=timezone.utc))
)
# Zones whose clocks never jump, so that a wall-clock time is one instant.
ZONES = st.sampled_from(["Z", "+00:00", "+05:30", "-08:00", "naive", "Asia/Kolkata"])
FORMS = st.one_of(
    st.sampled_from([("epoch_s", 10**6), ("epoch_ms", 10**3), ("epoch_us", 1), ("epoch_ns", 1)]),
    st.tuples(
        st.sampled_from([(0, 10**6), (1, 10**5), (2, 10**4), (3, 10**3), (6, 1), (7, 1), (9, 1)]),
        ZONES,
    ).map(lambda form: (f"iso.{form[0][0]} {form[1]}", form[0][1])),
    st.sampled_from([("%Y-%m-%d %H:%M:%S", 10**6), ("%Y%m%d%H%M%S.%f", 1)]),
)


@given(MOMENTS, FORMS)
def test_a_time_comes_back_to_within_its_precision(us: int, form: tuple[str, int]) -> None:
    format_ = parse_time_format(form[0], ())
    assert format_.read(format_.write(us)) == us // form[1] * form[1]


@given(
    us=st.integers(-70 * 10**15, 260 * 10**15),
    zone=st.sampled_from(["", "naive", "+00:00", "-11:30", "+1400", "Europe/Berlin"]),
    kind=st.sampled_from(["epoch_ms text", "iso", "iso.3", "iso.6", "iso.7", "iso.9", "any"]),
    kept=st.sampled_from(["", "round second", "cut minute", "round day"]),
)
def test_what_is_made_ready_writes_the_same(us: int, zone: str, kind: str, kept: str) -> None:
    format_ = parse_time_format(f"{kind} {zone} {kept}", ())
    assert format_.list_writer()([us]) == [format_.write(us)]


@given(MOMENTS, MOMENTS, st.sampled_from(sorted(UNITS_US)), st.booleans(), st.integers(-2, 2))
def test_a_precision_compares_as_the_kept_times_do(
    us: int, other: int, unit: str, nearest: bool, near: int
) -> None:
    precision = Precision(UNITS_US[unit], nearest)
    for asked in (other, precision.apply(us) + near, us):
        kept = precision.apply(us)
        for op, holds in (
            ("gt", kept > asked), ("ge", kept >= asked), ("lt", kept < asked), ("le", kept <= asked),
            ("eq", kept == asked),
        ):  # fmt: skip
            bounds = precision.bounds(op, asked)
            start, end = bounds if bounds is not None else (us + 1, None)
            inside = (start is None or us >= start) and (end is None or us < end)
            assert inside == holds, op


def test_in_and_out_have_their_own_precision() -> None:
    section = """
    routes:
    - get: /kept-to-the-second
      filter: {created: {gt: query.t, format: epoch_s, precision: second}}
      answer: {json: "@events", event: "@created iso.3"}
    - get: /kept-exactly
      filter: {created: {gt: query.t, format: epoch_s}}
      answer: {json: "@events", event: "@created epoch_s"}
    """
    asked = client(section, [event(1, 7.3), event(2, 8.1)])
    assert asked.get(f"/kept-to-the-second?t={START_S + 7}") == ["2024-01-01T00:00:08.100Z"]
    assert asked.get(f"/kept-exactly?t={START_S + 7}") == [START_S + 7, START_S + 8]


def test_a_field_with_a_time_is_shown_in_any_form() -> None:
    section = "routes: [{get: /a, answer: {json: '@events', event: {t: '@seen epoch_ms'}}}]"
    assert client(section, [event(1, seen="2024-01-01T00:00:01Z")]).get("/a") == [
        {"t": 1704067201000}
    ]
    assert client(section, [event(1)]).get("/a") == [{"t": None}]


@pytest.mark.parametrize("form", ["", "iso.4", "epoch", "iso Mars/Olympus", "iso cut", 5, {"a": 1}])
def test_an_unknown_form_is_refused_with_the_known_ones(form: Any) -> None:
    with pytest.raises(SectionError, match="epoch_ms"):
        parse_time_format(form, ("x",))


def test_no_time_is_too_large_to_be_shown() -> None:
    format_ = parse_time_format("iso", ())
    assert format_.write(10**30) == format_.write(to_us(to_datetime(10**30)))
