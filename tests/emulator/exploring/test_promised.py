"""What ``--promise`` says: promises, and which value is right where the scenario guesses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.emulator.exploring.dimensions.guilty import ground
from tests.emulator.exploring.grounds import SAMPLES, request_of
from xfetch.emulator.errors import UsageError
from xfetch.emulator.exploring.ground import ground_of
from xfetch.emulator.exploring.promised import (
    name_of,
    promised,
    question,
    readings_of,
    shows_all,
)
from xfetch.emulator.exploring.searching.campaign import Budget, Campaign
from xfetch.emulator.exploring.world import World
from xfetch.emulator.exploring.written import scenario_lines
from xfetch.emulator.record.entries import Json
from xfetch.emulator.request.from_scenario import with_alternative
from xfetch.emulator.request.request import Request
from xfetch.emulator.settings.guess import Guess

BOUNDARY = {
    "path": "api.routes[0].filter.created",
    "value": {"gt": "query.newer_than"},
    "alternatives": [{"ge": "query.newer_than"}],
}
ORDER = {
    "path": "api.routes[0].order",
    "value": {"by": "created"},
    "alternatives": [{"by": "-created"}],
}


@pytest.fixture
def request_guessing(tmp_path: Path) -> Request:
    sample = SAMPLES / "ties_dropped"
    scenario = yaml.safe_load((sample / "scenario.yml").read_text())
    scenario = {**scenario, "integration": str(sample), "guesses": [BOUNDARY, ORDER]}
    file = tmp_path / "acme.yml"
    file.write_text(yaml.safe_dump(scenario))
    return request_of(file)


def api(request: Request) -> dict[str, object]:
    assert request.product.api is not None
    return dict(request.product.api["routes"][0])


def test_a_guess_is_settled_and_stays_so_where_others_are_tried(request_guessing: Request) -> None:
    settled, made = promised(request_guessing, ["since=inclusive", "visible_within=5m"])
    assert api(settled)["filter"] == {"created": {"ge": "query.newer_than"}}
    assert made == {"visible_within": "5m"}
    (order,) = settled.guesses
    other = with_alternative(settled, order, {"by": "-created"})
    assert api(other)["filter"] == {"created": {"ge": "query.newer_than"}}
    assert api(other)["order"] == {"by": "-created"}


def test_the_files_of_finds_hold_what_is_settled(request_guessing: Request, tmp_path: Path) -> None:
    settled, made = promised(request_guessing, ["since=inclusive", "updates=any"])
    base = ground_of(settled, made)
    assert base.promises.updates
    text = "\n".join(scenario_lines(base, World(0), "it", tmp_path))
    written = yaml.safe_load(text)
    assert written["api"]["routes"][0]["filter"] == {"created": {"ge": "query.newer_than"}}
    assert [one["path"] for one in written["guesses"]] == [ORDER["path"]]


def test_an_open_find_is_settled_by_the_option(tmp_path: Path) -> None:
    """The fetch remembers ids: it is sound where an answer holds events of the very time of the request."""
    ground(tmp_path)
    file = tmp_path / "scenario.yml"
    scenario = yaml.safe_load(file.read_text())
    guess = {"value": {"gt": "query.since"}, "alternatives": [{"ge": "query.since"}]}
    scenario["api"]["routes"][0]["filter"]["created"] = guess["value"]
    scenario["guesses"] = [{"path": BOUNDARY["path"], **guess}]
    file.write_text(yaml.safe_dump(scenario))

    def found(*texts: str) -> list[tuple[str, bool, bool]]:
        request, _ = promised(request_of(tmp_path), texts)
        finds = Campaign(ground_of(request), 1, Budget(2), ("either-side",)).explore().finds
        return [(one.key.rule, one.is_open, one.is_error) for one in finds]

    assert found() == [("XF102", True, False)]
    assert found("since=exclusive") == [("XF102", False, True)]
    assert found("since=inclusive") == []


def test_a_value_that_is_guessed_right_is_settled_too(request_guessing: Request) -> None:
    settled, _ = promised(request_guessing, ["since=exclusive"])
    assert api(settled) == api(request_guessing)
    assert [one.path for one in settled.guesses] == [ORDER["path"]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("since", "NAME=VALUE"),
        ("since=maybe", "write since=exclusive or since=inclusive"),
        ("boundary=ge", "'boundary' is no promise, and the scenario has no guess"),
        ("updates=often", "updates"),
        ("visible_within=soon", "soon"),
    ],
)
def test_another_text_is_told_with_what_is_known(
    request_guessing: Request, text: str, told: str
) -> None:
    with pytest.raises(UsageError) as raised:
        promised(request_guessing, [text])
    assert told in str(raised.value)


def test_a_guessed_product_without_a_filter_may_show_all_its_events(
    request_guessing: Request,
) -> None:
    assert not shows_all(request_guessing)
    route = {key: value for key, value in api(request_guessing).items() if key != "filter"}
    product = replace(request_guessing.product, api={"routes": [route]})
    unfiltered = replace(request_guessing, product=product)
    assert shows_all(unfiltered)
    assert not shows_all(replace(unfiltered, guesses=()))


def test_guesses_have_names_and_readings_in_words() -> None:
    page = Guess("api.routes[0].page", {"limit": 50}, ({"limit": 100},))
    order = Guess("api.routes[0].order", "created", ("-created",))
    assert name_of(page) == "page"
    assert list(readings_of(page)) == ["limit: 50", "limit: 100"]
    assert list(readings_of(order)) == ["created", "-created"]
    assert "order" in question(order)


def test_a_start_that_may_be_no_filter_has_a_word_for_each_reading() -> None:
    start: dict[str, Json] = {"ge": "query.since", "lt": "query.until"}
    gt: Json = {"gt": "query.since", "lt": "query.until"}
    le: Json = {"ge": "query.since", "le": "query.until"}
    without: Json = {"lt": "query.until"}
    guess = Guess("api.routes[0].filter.created", start, (gt, le, without))
    assert name_of(guess) == "since"
    assert readings_of(guess) == {"inclusive": start, "exclusive": gt, "none": without}
