"""A long text is cut around what the reader needs of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.excerpt import excerpt

URL = f"GET /alerts?a={'x' * 50}&since=2024-01-01&b={'y' * 50}"


def test_what_fits_stays_whole() -> None:
    assert excerpt(URL, len(URL), "2024-01-01", 12) == URL


def test_the_value_and_the_head_are_kept() -> None:
    assert excerpt(URL, 40, "2024-01-01", 12) == "GET /alerts?…x&since=2024-01-01&b=yyyyy…"


def test_a_value_near_an_end_is_kept_too() -> None:
    assert excerpt(f"{'x' * 50}since=2024", 20, "2024") == f"…{'x' * 9}since=2024"
    assert excerpt(f"since=2024{'x' * 50}", 20, "2024") == f"since=2024{'x' * 9}…"


def test_without_the_value_the_beginning_is_kept() -> None:
    assert excerpt("x" * 50, 10) == "xxxxxxxxx…"
    assert excerpt("x" * 50, 10, "not there") == "xxxxxxxxx…"


@given(
    before=st.text("ab", max_size=40),
    value=st.text("0123456789", min_size=1, max_size=8),
    after=st.text("cd", max_size=40),
    room=st.integers(12, 60),
    head=st.integers(0, 30),
)
def test_the_value_is_never_lost(before: str, value: str, after: str, room: int, head: int) -> None:
    shown = excerpt(before + value + after, room, value, head)
    assert len(shown) <= room
    assert value in shown
