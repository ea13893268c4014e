"""Every example of the page on scenarios is one that xfetch takes."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path

import pytest

from xfetch.emulator.request.scenario_file.read import read_scenario

PAGE = Path(__file__).parents[1] / "docs" / "scenario.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(":")[0])
def test_every_example_is_loaded(text: str, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yml"
    path.write_text(text, encoding="utf-8")
    scenario = read_scenario(path)
    assert (
        scenario.product.timeline or scenario.product.faults or scenario.expect or scenario.guesses
    )
    if scenario.product.timeline:
        assert scenario.product.timeline.events(datetime(2024, 1, 1, tzinfo=timezone.utc))


def test_every_key_is_told() -> None:
    from xfetch.emulator.request.scenario_file.schema import schema

    text = PAGE.read_text(encoding="utf-8")
    parts = schema()["$defs"]
    keys = [*schema()["properties"]]
    for part in ("event", "generate", "fault", "expect"):
        keys += parts[part]["properties"]
    assert [key for key in keys if f"`{key}`" not in text and f"{key}:" not in text] == []


def test_there_are_examples_of_each_section() -> None:
    assert len(EXAMPLES) >= 4
