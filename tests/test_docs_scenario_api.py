"""Every example of docs/scenario-api.md is a section that loads, and that the schema takes."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.emulator.product.declared.worlds import Client, event
from xfetch.emulator.product.declared.api import _API_KEYS, _ROUTE_KEYS, ERRORS, parse_api
from xfetch.emulator.product.declared.route.answer import NAMES
from xfetch.emulator.product.declared.route.filters import _OPERATORS, _SETTINGS
from xfetch.emulator.product.declared.route.search import LANGUAGES
from xfetch.emulator.product.declared.vendor import DeclaredVendor
from xfetch.emulator.request.scenario_file.schema import complaints

from .generated_docs import ROOT

PAGE = (ROOT / "docs" / "scenario-api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_loads_and_serves(text: str) -> None:
    section = yaml.safe_load(text)
    assert list(complaints(section)) == []
    api = parse_api(section["api"])
    fields = {"name": "n", "host": {"name": "h"}, "risk": 3, "published": "2024-01-01T00:00:00Z"}
    asked = Client(DeclaredVendor(api, [event(1, 0, fields=fields)], 1))
    for route in api.routes:
        if route.method == "get" and not route.path.host and not route.when:
            path = route.path.text.replace("{id}", "1").replace("{site}", "s")
            answer = asked.ask("GET", asked_base(section) + path)
            assert answer.status in (200, 204, 400, 401, 403, 404), path


def asked_base(section: dict[str, dict[str, str]]) -> str:
    return section["api"].get("base", "")


def test_the_page_names_everything_there_is() -> None:
    words = (*_API_KEYS, *_ROUTE_KEYS, *_OPERATORS, *_SETTINGS, *NAMES, *ERRORS, *LANGUAGES)
    absent = [word for word in words if not re.search(rf"(?<!\w){word}(?!\w)", PAGE)]
    assert absent == []
