"""The official look-back functions, of a real checkout: no rule may cry wolf over them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from xfetch.cli.main import cli

CONTENT = os.environ.get("XFETCH_CONTENT")
SAMPLE = Path(__file__).parents[2] / "sample_integrations" / "healthy_look_back"


@pytest.mark.skipif(
    not CONTENT, reason="XFETCH_CONTENT names no checkout of the content repository"
)
def test_nothing_grave_is_said_of_the_look_back_functions(tmp_path: Path) -> None:
    saved = tmp_path / "run.json"
    arguments = ["run", str(SAMPLE), "--content", str(CONTENT), "-o", f"json:{saved}"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(saved.read_text(encoding="utf-8"))
    assert report["common_server"] == "the checkout's"
    assert [item for item in report["findings"] if item["severity"] != "info"] == []
    assert report["summary"]["missed"] == report["summary"]["duplicates"] == 0
