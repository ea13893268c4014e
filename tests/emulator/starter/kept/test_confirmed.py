"""What the user confirmed or wrote in a scenario stays when init writes it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from xfetch.emulator.settings.guess import Guess
from xfetch.emulator.settings.settings import RunSettings
from xfetch.emulator.starter.endpoint import Endpoint
from xfetch.emulator.starter.kept.confirmed import keep_confirmed
from xfetch.emulator.starter.starter_file import Draft

ALERTS = Endpoint("GET", "/alerts", False, {})
GT, GE = {"gt": "query.since"}, {"ge": "query.since"}


def new_draft(**more: Any) -> Draft:
    """What init would write now."""
    route: dict[str, Any] = {
        "get": "/alerts",
        "filter": {"created": GT},
        "order": "created",
        "answer": {"json": {"alerts": "@events"}},
    }
    guesses = (
        Guess("api.event", {"id": "@id"}),
        Guess("api.routes[0].filter.created", GT, (GE,)),
        Guess("api.routes[0].order", "created"),
        Guess("api.routes[0].answer.json.alerts", "@events"),
    )
    plain: dict[str, Any] = {"event": {"id": "@id"}, "guesses": guesses, **more}
    return Draft("", RunSettings(), [], routes=((route, ALERTS),), **plain)


def document(**api: Any) -> dict[str, Any]:
    """The scenario that init wrote before."""
    draft = new_draft()
    whole = {"event": draft.event, "routes": [dict(route) for route, _ in draft.routes], **api}
    entries = [{"path": one.path, "value": one.value} for one in draft.guesses]
    return {"integration": "Acme.py", "events": [], "api": whole, "guesses": entries}


def again(folder: Path, old: dict[str, Any], draft: Draft | None = None) -> Draft:
    file = folder / "acme.yml"
    file.write_text(yaml.safe_dump(old, sort_keys=False), encoding="utf-8")
    return keep_confirmed(draft or new_draft(), file)


def test_what_is_still_a_guess_is_written_again(tmp_path: Path) -> None:
    kept = again(tmp_path, document())
    assert kept == new_draft()


def test_an_edited_guess_stays_and_is_no_guess(tmp_path: Path) -> None:
    old = document()
    old["api"]["routes"][0]["filter"] = {"created": GE}
    kept = again(tmp_path, old)
    assert kept.routes[0][0]["filter"] == {"created": GE}
    assert "api.routes[0].filter.created" not in {one.path for one in kept.guesses}


def test_a_guess_whose_entry_was_removed_stays(tmp_path: Path) -> None:
    old = document()
    old["guesses"] = [one for one in old["guesses"] if one["path"] != "api.routes[0].order"]
    old["api"]["routes"][0]["order"] = "-created"
    kept = again(tmp_path, old)
    assert kept.routes[0][0]["order"] == "-created"


def test_what_a_document_shows_does_not_replace_what_the_user_wrote(tmp_path: Path) -> None:
    old = document()
    old["api"]["event"] = {"id": "@id int", "raised": "@created epoch_s"}
    old["guesses"] = []
    seen = {("GET", "/alerts"): {"answer": "test_data/alerts.json"}}
    draft = new_draft(
        event={"key": "@id"}, event_seen="test_data/alerts.json", seen=seen, guesses=()
    )
    kept = again(tmp_path, old, draft)
    assert kept.event == {"key": "@id", "id": "@id int", "raised": "@created epoch_s"}
    assert kept.routes[0][0]["answer"] == {"json": {"alerts": "@events"}}


def test_keys_routes_and_sections_that_the_user_wrote_stay(tmp_path: Path) -> None:
    old = document(auth={"bearer": True})
    old["api"]["routes"][0]["rate"] = {"limit": 5, "per": "1m"}
    old["api"]["routes"].append({"get": "/mine", "answer": {"json": []}})
    old["expect"] = {"missed": 0}
    kept = again(tmp_path, old)
    assert kept.routes[0][0]["rate"] == {"limit": 5, "per": "1m"}
    assert list(kept.routes[0][0])[-1] == "answer"
    assert kept.routes[1][0] == {"get": "/mine", "answer": {"json": []}}
    assert kept.kept == {"expect": {"missed": 0}}
    assert kept.kept_api == {"auth": {"bearer": True}}


def test_a_guessed_route_that_nothing_asks_any_more_is_left_out(tmp_path: Path) -> None:
    old = document()
    old["api"]["routes"].insert(0, {"get": "/old", "answer": {"json": "@events"}})
    for one in old["guesses"]:
        one["path"] = one["path"].replace("[0]", "[1]")
    old["guesses"].append({"path": "api.routes[0].answer.json", "value": "@events"})
    kept = again(tmp_path, old)
    assert [route["get"] for route, _ in kept.routes] == ["/alerts"]


def test_a_guess_inside_a_part_that_the_user_rewrote_is_gone(tmp_path: Path) -> None:
    old = document()
    old["guesses"] = [one for one in old["guesses"] if "answer" not in one["path"]]
    old["api"]["routes"][0]["answer"] = {"json": {"data": "@events"}}
    kept = again(tmp_path, old)
    assert kept.routes[0][0]["answer"] == {"json": {"data": "@events"}}
    assert "api.routes[0].answer.json.alerts" not in {one.path for one in kept.guesses}


def test_a_zone_that_the_user_chose_stays(tmp_path: Path) -> None:
    zone = Guess("tz", "UTC", ("America/New_York",))
    draft = new_draft(guesses=(*new_draft().guesses, zone))
    kept = again(tmp_path, {**document(), "tz": "Asia/Tokyo"}, draft)
    assert kept.kept == {"tz": "Asia/Tokyo"}
    assert zone not in kept.guesses
    old = document()
    old["guesses"].append({"path": "tz", "value": "UTC"})
    kept = again(tmp_path, {**old, "tz": "UTC"}, draft)
    assert kept.kept == {}
    assert zone in kept.guesses
