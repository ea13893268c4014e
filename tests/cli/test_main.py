"""How a complaint looks on a terminal."""

from __future__ import annotations

from xfetch.cli.main import wrapped


def test_a_complaint_is_as_wide_as_the_terminal() -> None:
    long = "/a/path/that/is/longer/than/the/whole/line/of/forty/columns.py"
    text = f"error: Probe.py:3: something is wrong in it and needs mending\n  see {long}"
    assert wrapped(text, 40).splitlines() == [
        "error: Probe.py:3: something is wrong in",
        "  it and needs mending",
        "  see",
        f"    {long}",
    ]


def test_what_fits_stays_as_it_is() -> None:
    text = "error: no such file\n\n  TARGET is a .py"
    assert wrapped(text, 80) == text
