from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from tests.published_schema import published
from xfetch.emulator.faults.fault import ENGINE_FAULTS, VENDOR_FAULTS
from xfetch.emulator.request.scenario_file.schema import FILE, schema


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_section_for_the_api_is_the_vendors_own() -> None:
    """Written by ``python -m tests.write_docs``."""
    assert FILE.read_text(encoding="utf-8") == published()


def test_the_schema_knows_what_the_code_knows() -> None:
    parts = schema()["$defs"]
    assert {*VENDOR_FAULTS, *ENGINE_FAULTS} <= set(parts["fault"]["properties"])


def _whole_numbers(node: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every place of the schema that takes a whole number, and no text instead."""
    if isinstance(node, Mapping):
        kinds = node.get("type", ())
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if "integer" in kinds and "string" not in kinds:
            yield place, node
    items = node.items() if isinstance(node, Mapping) else enumerate(node)
    for key, inner in items:
        if isinstance(inner, (Mapping, list)):
            yield from _whole_numbers(inner, f"{place}/{key}")


def test_every_number_has_a_maximum() -> None:
    found = dict(_whole_numbers(schema()))
    assert len(found) > 15
    assert [place for place, node in found.items() if "maximum" not in node] == []
