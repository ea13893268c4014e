"""``xfetch schema``: what editors complete scenarios with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner

from xfetch.cli.document_schemas import NAMES
from xfetch.cli.lazy import COMMANDS
from xfetch.cli.main import cli


def told(name: str) -> Any:
    result = CliRunner().invoke(cli, ["schema", name])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def undescribed(schema: Any, place: str = "") -> Iterator[str]:
    """The keys of a schema that nothing describes."""
    if isinstance(schema, dict):
        for name, one in (schema.get("properties") or {}).items():
            if isinstance(one, dict) and "description" not in one and "$ref" not in one:
                yield f"{place}.{name}"
        for name, one in schema.items():
            yield from undescribed(one, f"{place}.{name}")
    elif isinstance(schema, list):
        for number, one in enumerate(schema):
            yield from undescribed(one, f"{place}[{number}]")


def test_the_schema_of_scenarios_is_whole() -> None:
    schema = told("scenario")
    assert "routes" in schema["$defs"]["api"]["properties"]
    assert list(undescribed(schema)) == []


@pytest.mark.parametrize("name", ["scenario", "saved-run", *NAMES])
def test_it_is_a_schema(name: str) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(told(name))


@pytest.mark.parametrize("name", NAMES)
def test_each_key_of_a_document_is_described(name: str) -> None:
    assert list(undescribed(told(name))) == []


def test_each_command_that_writes_json_has_a_schema() -> None:
    context, writing = click.Context(cli), set()
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        for option in command.params:
            if isinstance(option, click.Option) and "-o" in option.opts:
                formats = f"{getattr(option.type, 'choices', '')}{option.help}"
                writing.update([name] if "json" in formats else [])
    assert writing - {*NAMES} == {"run", "troubleshoot", "report"}, "these write a saved run"
