"""``xfetch test``, on the sample whose button lies."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from jsonschema import validate

from xfetch.cli.document_schemas import document_schema
from xfetch.cli.main import cli

SAMPLES = Path(__file__).parents[3] / "sample_integrations"


def test_a_button_that_lies(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["test", str(SAMPLES / "button_lies")])
    assert result.exit_code == 1
    assert "with status 401   ok" in result.output
    assert "a wrong credential passes" in result.output


def test_a_report_for_programs_beside_the_text(tmp_path: Path) -> None:
    page = tmp_path / "test.json"
    result = CliRunner().invoke(
        cli, ["test", str(SAMPLES / "button_lies"), "-o", f"json:{page}", "-o", "markdown"]
    )
    assert result.exit_code == 1
    document = json.loads(page.read_text(encoding="utf-8"))
    assert [one["name"] for one in document["problems"]] == ["wrong-credential-passes"]
    validate(document, document_schema("test"))
    assert result.stdout.startswith("### ❌ xfetch test: ")


def test_a_format_that_it_does_not_have() -> None:
    result = CliRunner().invoke(cli, ["test", str(SAMPLES / "button_lies"), "-o", "html"])
    assert result.exit_code == 2
    assert "there is no report format 'html'" in result.output


def test_without_a_product_the_first_request_is_named(tmp_path: Path) -> None:
    target = tmp_path / "Acme.py"
    target.write_text(
        "import demistomock as demisto\nimport requests\n"
        "if demisto.command() == 'test-module':\n"
        "    requests.get('https://acme.example/ping')\n"
    )
    result = CliRunner().invoke(cli, ["test", str(target)])
    assert result.exit_code == 4
    assert "GET https://acme.example/ping" in result.output
