"""The other forms of times and ids that a product could show."""

from __future__ import annotations

import pytest

from tests.emulator.exploring.grounds import sample
from xfetch.emulator.exploring.forms import (
    FILTER,
    ORDER,
    SHOWN,
    forms_of,
    other_digits,
    other_ids,
    other_places,
    with_forms,
)
from xfetch.emulator.exploring.product_facts import precision_of
from xfetch.emulator.exploring.promises import Promises, beyond
from xfetch.emulator.exploring.world import World
from xfetch.emulator.record.entries import Json

API: dict[str, Json] = {
    "event": {"id": "@id", "at": "@created iso.3 +02:00", "seen": "@visible iso", "n": "@n"},
    "routes": [{"get": "/a", "filter": {"created": {"ge": "query.from"}}, "answer": "@events"}],
}


def shown(digits: int | None, ids: str) -> Json:
    changed = with_forms(API, digits, ids)
    assert isinstance(changed, dict)
    assert changed["routes"] == API["routes"]
    return changed["event"]


def test_each_time_and_the_id_are_shown_in_the_other_form() -> None:
    assert shown(None, "") == API["event"]
    assert shown(9, "int") == {
        "id": "@id int",
        "at": "@created iso.9 +02:00",
        "seen": "@visible iso.9",
        "n": "@n",
    }


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("@created iso", (0, 3, 6, 7, 9)),
        ("@created iso.3", (0, 6, 7, 9)),
        ("@created epoch_s", ()),
        ("@created iso cut minute", ()),
    ],
)
def test_only_iso_times_have_other_digits(text: str, digits: tuple[int, ...]) -> None:
    assert other_digits({"event": {"at": text}}) == digits


def test_only_ids_that_are_numbers_have_another_form() -> None:
    assert other_ids({"id": "@id"}, "{n}") == ("int",)
    assert other_ids({"id": "@id int"}, "{n}") == ("text",)
    assert other_ids({"id": "@id"}, "ldt:{n}") == ()
    assert other_ids({"id": "{{ id }}"}, "{n}") == ()


def test_the_forms_are_read_off_a_changed_api() -> None:
    pairs = ((None, ""), (7, ""), (None, "int"), (0, "int"))
    for forms in ((*pair, place) for pair in pairs for place in ("", FILTER, ORDER, SHOWN)):
        assert forms_of(with_forms(API, *forms), API, "{n}") == forms
    assert forms_of({"routes": []}, API, "{n}") == (None, "", "")


@pytest.mark.parametrize(
    ("place", "given", "changed"),
    [
        (
            FILTER,
            {"filter": {"created": {"ge": "query.from"}}},
            {"filter": {"visible": {"ge": "query.from"}}},
        ),
        (FILTER, {"filter": [{"created": {"ge": "q"}}]}, {"filter": [{"visible": {"ge": "q"}}]}),
        (
            FILTER,
            {"search": {"from": "query.q", "fields": {"at": {"field": "created"}, "n": "n"}}},
            {"search": {"from": "query.q", "fields": {"at": {"field": "visible"}, "n": "n"}}},
        ),
        (ORDER, {}, {"order": "visible"}),
        (ORDER, {"order": "-created"}, {"order": "-visible"}),
        (ORDER, {"order": ["created desc", "id"]}, {"order": ["visible desc", "id"]}),
        (
            ORDER,
            {"order": {"by": "created", "fields": {"createdAt": "created"}}},
            {"order": {"by": "visible", "fields": {"createdAt": "visible"}}},
        ),
        (SHOWN, {"event": {"at": "@created iso"}}, {"event": {"at": "@visible iso"}}),
    ],
)
def test_one_place_uses_another_time(
    place: str, given: dict[str, Json], changed: dict[str, Json]
) -> None:
    answer: dict[str, Json] = {"answer": {"json": "@events"}}
    route: Json = {"get": "/a", **given, **answer}
    other: Json = {"post": "/login", "answer": {"json": {"token": "@token"}}}
    api: Json = {"routes": [route, other]}
    assert place in other_places(api)
    assert with_forms(api, None, "", place) == {
        "routes": [{"get": "/a", **changed, **answer}, other]
    }


def test_an_api_without_the_time_of_creation_has_no_other_place() -> None:
    assert other_places(None) == ()
    route: Json = {
        "get": "/a",
        "filter": {"id": {"gt": "query.id"}},
        "order": "id",
        "answer": {"json": "@events"},
    }
    assert other_places({"routes": [route]}) == ()


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ({"search": {"from": "query.q", "fields": {"detected": "created"}}}, (ORDER,)),
        ({"search": {"from": "query.q", "fields": {"a.detected": {"field": "created"}}}}, (ORDER,)),
        ({"filter": {"created": {"ge": "query.q|after 'detected gt '"}}}, (ORDER,)),
        ({"filter": [{"created": {"ge": "body.detected"}}]}, (ORDER,)),
        ({"filter": {"created": {"ge": "query.detected_after"}}}, (FILTER, ORDER, SHOWN)),
        ({"order": {"by": "query.q", "fields": {"detected": "created"}}}, ()),
    ],
)
def test_a_request_that_names_a_time_of_the_event_means_this_time(
    question: dict[str, Json], places: tuple[str, ...]
) -> None:
    api: Json = {
        "event": {"id": "@id", "detected": "@created iso"},
        "routes": [{"get": "/a", **question, "answer": "@events"}],
    }
    assert other_places(api) == places


def test_another_form_goes_beyond_what_a_product_promises() -> None:
    for world in (World(0, digits=9), World(0, ids="int"), World(0, place=ORDER)):
        assert beyond(world, Promises(), 1.0, 50, "") == ("form",)


def test_a_sample_has_other_forms() -> None:
    ground = sample("ties_dropped")
    assert ground.digits == (0, 3, 6, 7, 9)
    # Its API is written, not guessed.
    assert ground.id_forms == ()


@pytest.mark.parametrize(
    ("texts", "guessed", "precision_s"),
    [
        (["@created iso"], False, 1.0),
        (["@created iso", "@created epoch_ms"], False, 0.001),
        (["@created iso", "@created epoch_ms"], True, 1.0),
        (["@created epoch_s", "@updated iso.3"], True, 1.0),
        (["@created iso.3 +02:00", "@created epoch_us"], True, 0.001),
    ],
)
def test_a_guessed_product_keeps_times_no_finer_than_it_shows_any(
    texts: list[str], guessed: bool, precision_s: float
) -> None:
    api: Json = {"event": dict(enumerate(texts))}  # type: ignore[dict-item]
    assert precision_of(api, None, guessed=guessed) == precision_s
