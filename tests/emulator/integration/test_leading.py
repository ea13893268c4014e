"""The lines that led to where a fetch failed, and those that would have ended a loop."""

from __future__ import annotations

from typing import Any

import pytest

from xfetch.emulator.integration.failed.failure_point import Origin, point_of, point_of_kill

CODE = """\
def read(last_run):
    known = last_run.get("ids")
    return [one for one in (1, 2) if one not in known]


def kept(context, first):
    if context.get("first") == first:
        context["start"] = 5
    return context["start"]


def newest(found):
    if found is not None:
        return found[-1]


def checked(status):
    if status != "OK":
        raise ValueError(status)


def outer(last_run):
    seen = last_run.get("seen")
    return inner(7, seen)


def inner(number, seen):
    return number in seen


def page():
    return None


def paged():
    events = page()
    return len(events)


def unset(found):
    for one in found:
        last = one
    return last


def turning(pages):
    page = 0
    while True:
        for one in pages:
            if one:
                break
        if page > 3:
            return
        page += 0
        stop(page)


def stop(page):
    raise TimeoutError
"""
ORIGIN = Origin("<code>", "Acme.py", CODE)
WORLD: dict[str, Any] = {"__name__": "builtins"}
exec(compile(CODE, "<code>", "exec"), WORLD)


def failed(name: str, given: tuple[Any, ...]) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        WORLD[name](*given)
    return caught.value


@pytest.mark.parametrize(
    ("name", "given", "lines"),
    [
        ("read", ({},), ['known = last_run.get("ids")']),
        ("kept", ({}, 1), ['context["start"] = 5', 'if context.get("first") == first:']),
        ("newest", ([],), ["if found is not None:"]),
        ("checked", ("no",), ['if status != "OK":']),
        ("outer", ({},), ['seen = last_run.get("seen")']),
        ("paged", (), ["events = page()", "return None"]),
        ("unset", ([],), ["last = one"]),
    ],
)
def test_what_led_to_an_error(name: str, given: tuple[Any, ...], lines: list[str]) -> None:
    led = point_of(failed(name, given), ORIGIN).led
    assert [CODE.splitlines()[one.number - 1].strip() for one in led] == lines


def test_a_loop_tells_what_would_have_ended_it() -> None:
    led = point_of_kill(failed("turning", ([1],)), ORIGIN).led
    told = [CODE.splitlines()[one.number - 1].strip() for one in led]
    assert told == ["if page > 3:", "page += 0"]


def test_without_the_code_nothing_is_told() -> None:
    assert point_of(failed("newest", ([],)), Origin("<other>", "Other.py", "")).led == ()
