"""The published schema says what the parser takes, no more and no less."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import xfetch.emulator.product
from xfetch.emulator.product.declared import api
from xfetch.emulator.product.declared.route import (
    answer,
    auth,
    filters,
    job,
    login,
    order,
    page,
    search,
    when,
    write,
)
from xfetch.emulator.request.scenario_file.schema import complaints

(FOLDER,) = (Path(path) for path in list(xfetch.emulator.product.__path__)[:1])
SCHEMA: dict[str, Any] = json.loads((FOLDER / "api_schema.json").read_text())
DEFS = SCHEMA["$defs"]

PARTS: list[tuple[str, dict[str, Any], Iterable[str]]] = [
    ("api", SCHEMA, api._API_KEYS),
    ("route", DEFS["route"], api._ROUTE_KEYS),
    ("comparison", DEFS["comparison"], (*filters._OPERATORS, *filters._SETTINGS)),
    ("search", DEFS["search"], search._KEYS),
    ("order", DEFS["order"], order._KEYS),
    ("page", DEFS["page"], page._KEYS),
    ("answer", DEFS["answer"], answer._KEYS),
    ("test", DEFS["test"], when._OPS),
    ("credential", DEFS["credential"], auth._KEYS),
    ("auth", DEFS["auth"], auth._KEYS),
    ("rate", DEFS["rate"], ("limit", "per")),
    ("login", DEFS["login"], login._KEYS),
    ("write", DEFS["write"], write._KEYS),
    ("job", DEFS["job"], job._KEYS),
    ("errors", DEFS["errors"], api.ERRORS),
]


@pytest.mark.parametrize(("name", "part", "keys"), PARTS, ids=[part[0] for part in PARTS])
def test_schema_and_parser_know_the_same_keys(
    name: str, part: dict[str, Any], keys: Iterable[str]
) -> None:
    assert set(part["properties"]) == set(keys)
    assert part["additionalProperties"] is False


def test_it_is_a_schema_and_says_of_every_key_what_it_is() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    described = [SCHEMA, *DEFS.values()]
    for part in described:
        for key, inner in part.get("properties", {}).items():
            assert inner.get("description") or "$ref" in inner, key
    assert all(part.get("description") for part in described)


def test_languages_are_the_parsers() -> None:
    assert DEFS["search"]["properties"]["language"]["enum"] == list(search.LANGUAGES)


def test_a_scenario_is_held_against_it() -> None:
    scenario = yaml.safe_load(
        "api: {routes: [{get: /a, filter: {created: {gee: query.since}}, page: {limit: 0.5}}]}"
    )
    found = {error.path: error.message for error in complaints(scenario)}
    assert "did you mean 'ge'" in found["api", "routes", 0, "filter", "created", "gee"]
    assert "text or a whole number" in found["api", "routes", 0, "page", "limit"]
