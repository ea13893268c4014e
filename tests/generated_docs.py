"""The parts of the documentation that are made from the code or from real output.

A part stands between ``<!-- name -->`` and ``<!-- /name -->``; a page may be one part as a whole.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.judging.diagnosis.vocabulary import VOCABULARY
from xfetch.emulator.judging.rules import RULES
from xfetch.emulator.judging.rules.page import page_text
from xfetch.emulator.settings.settings import ASSUMPTIONS

from . import cli_page, demisto_page
from .conformance import worlds_page
from .golden_runs import GOLDEN
from .history import page as history_page
from .living import page as living_page
from .mutants import page as mutants_page
from .tutorial import outputs, patch

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_integrations"


@dataclass(frozen=True)
class Part:
    """``name`` is empty where the whole page is made."""

    page: str
    name: str
    make: Callable[[], str]

    def whole_page(self) -> str:
        """The page as it ought to be."""
        if not self.name:
            return self.make()
        text = (ROOT / self.page).read_text(encoding="utf-8")
        pattern = re.compile(rf"(<!-- {self.name} -->\n).*?(<!-- /{self.name} -->)", re.S)
        assert pattern.search(text), f"{self.page} has no part {self.name}"
        return pattern.sub(lambda found: f"{found[1]}{self.make()}{found[2]}", text)


def _first_output() -> str:
    output = (GOLDEN / "run_twin.txt").read_text(encoding="utf-8")
    return f"```\n{output}```\n"


def _rules() -> str:
    rows = [
        f"| {rule.code} | {rule.name} | {rule.severity} | {rule.meaning} | {rule.source} |"
        for rule in RULES
    ]
    head = "| code | name | severity | what it says | source |\n|---|---|---|---|---|"
    return "\n".join([head, *rows, ""])


def _rule_pages() -> str:
    return "\n".join(f"## {rule.code} {rule.name}\n{page_text(rule)}" for rule in RULES)


def _causes() -> str:
    rows = [f"| {kind.code} | {kind.title} | {kind.remedy} |" for kind in VOCABULARY]
    return "\n".join(["| cause | what it is | what to do |\n|---|---|---|", *rows, ""])


def _cause_pages() -> str:
    return "\n".join(f"## {kind.code}\n{kind.page}" for kind in VOCABULARY)


def _assumptions() -> str:
    rows = [
        f"| `{item.name}` | {', '.join(item.values)} | {item.meaning} |" for item in ASSUMPTIONS
    ]
    head = "| switch | values, the default first | what it decides |\n|---|---|---|"
    return "\n".join([head, *rows, ""])


def _tutorial(name: str) -> str:
    return f"```\n{outputs()[name].rstrip()}\n```\n"


def _patch() -> str:
    return f"```diff\n{patch()}```\n"


def _dimensions() -> str:
    from xfetch.emulator.exploring.shapes import DIMENSIONS

    rows = "".join(f"| `{one.name}` | {one.words} |\n" for one in DIMENSIONS)
    return f"| name | worlds with |\n|---|---|\n{rows}"


def _find() -> str:
    # Imported here: only this part makes a search.
    from .explored import screen

    return "".join(f"   {line}".rstrip() + "\n" for line in ("```", *screen().splitlines(), "```"))


def _upgrade() -> str:
    """What xfetch upgrade finds in a sample, as it stands after xfetch samples upgrade_unit."""
    here = Path.cwd()
    with TemporaryDirectory() as folder:
        shutil.copytree(SAMPLES / "upgrade_unit", Path(folder, "upgrade_unit"))
        words = ["upgrade", "upgrade_unit/before", "upgrade_unit", "--after", "5", "--width", "80"]
        os.chdir(folder)
        try:
            shown = CliRunner().invoke(cli, words).output
        finally:
            os.chdir(here)
    return f"```\n{shown.partition(f'{chr(10)} 2  ')[0].rstrip()}\n```\n"


_STEPS = ("copy", "run", "requests", "rule", "mended", "failure")
PARTS = (
    *(Part("docs/tutorial.md", name, partial(_tutorial, name)) for name in _STEPS),
    Part("docs/tutorial.md", "patch", _patch),
    Part("README.md", "output: run", _first_output),
    Part("docs/explore.md", "find", _find),
    Part("docs/explore.md", "dimensions", _dimensions),
    Part("docs/explore.md", "worlds", worlds_page.part),
    Part("docs/explore.md", "mutants", mutants_page.part),
    Part("docs/explore.md", "history", history_page.part),
    Part("docs/explore.md", "living", living_page.part),
    Part("docs/upgrade.md", "find", _upgrade),
    Part("docs/rules.md", "rules", _rules),
    Part("docs/rules.md", "pages", _rule_pages),
    Part("docs/causes.md", "causes", _causes),
    Part("docs/causes.md", "pages", _cause_pages),
    Part("docs/emulation.md", "assumptions", _assumptions),
    Part("docs/demisto-api.md", "", demisto_page.page),
    Part("docs/cli.md", "", cli_page.page),
)
