"""``python -m tests.write_picture``: the README's terminal picture, from what xfetch really prints."""

from __future__ import annotations

import io
import re
from dataclasses import replace

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from xfetch.cli.terminal import STYLES
from xfetch.emulator.emulate import Request, emulate, prepare
from xfetch.emulator.reports.screen.text import report_lines
from xfetch.emulator.request.from_scenario import find_scenario, with_scenario
from xfetch.emulator.settings.settings import RunSettings

from .generated_docs import ROOT

PICTURE = ROOT / "docs" / "run.svg"
COMMAND = "xfetch run sample_integrations/helloworld_twin --cycles 5"
_WIDTH = 80
_THEME = TerminalTheme(
    (24, 32, 43),
    (230, 235, 242),
    [(24, 32, 43), (255, 107, 122), (70, 194, 138), (255, 171, 74), (111, 177, 245)]
    + [(168, 148, 255)] * 3,
    [(151, 163, 181)]
    + [(255, 107, 122), (70, 194, 138), (255, 171, 74), (111, 177, 245)]
    + [(168, 148, 255)] * 3,
)


def picture() -> str:
    """An SVG that loads nothing from elsewhere."""
    target, file = find_scenario(ROOT / "sample_integrations" / "helloworld_twin", None)
    request = Request(target=target, scenario=RunSettings(cycles=5))
    if file is not None:
        request = with_scenario(request, file, frozenset({"cycles"}))
    outcome = emulate(prepare(request))
    # The picture is of a run in a child process, which has a network of its own.
    setting = replace(outcome.dossier.setting, shut_in=True)
    outcome = replace(outcome, dossier=replace(outcome.dossier, setting=setting))
    console = Console(
        record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, highlight=False
    )
    console.print(Text.assemble(("$ ", "green"), COMMAND))
    for styled in report_lines(outcome, _WIDTH, typed=COMMAND.split()):
        console.print(
            Text.assemble(*((span.text, STYLES[span.style]) for span in styled)), soft_wrap=True
        )
    svg = console.export_svg(title="xfetch", theme=_THEME, unique_id="xfetch")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S)
    return "\n".join(row.rstrip() for row in svg.splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
