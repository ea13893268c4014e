"""Links from the lines of the integration that a report names to its file, for terminals that show links."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xfetch.emulator.judging.dossier import IntegrationFacts
from xfetch.emulator.judging.outcome import Outcome

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True)
class Links:
    """``names`` are the integration's file as reports write it, followed by a colon and a number;
    ``uri`` is where it lies."""

    names: tuple[str, ...]
    uri: str

    def add_to(self, text: Text) -> None:
        """Make a link of each line of the integration in the text."""
        from rich.style import Style

        names = "|".join(re.escape(name) for name in self.names)
        text.highlight_regex(
            rf"(?<![\w/.-])(?:{names}):\d+(?!\w)",
            lambda found: Style(link=f"{self.uri}#{found.rpartition(':')[2]}"),
        )


def with_place(outcome: Outcome, path: Path) -> Outcome:
    """The outcome with the shortest path to the integration's file, where that lies outside the working
    directory. Only the terminal shows it: what is written to files is the same on every machine."""
    integration = outcome.dossier.integration
    if integration.location:
        return outcome
    whole = path.resolve()
    shortest = min(os.path.relpath(whole), str(whole), key=len)
    placed = replace(integration, outside=shortest)
    return replace(outcome, dossier=replace(outcome.dossier, integration=placed))


def links_to(integration: IntegrationFacts) -> Links | None:
    """The links to the integration's file; None where it does not lie where the run found it."""
    path = Path(integration.location or integration.outside)
    if not path.is_file():
        return None
    names = {str(path), integration.path}
    return Links(tuple(sorted(names, key=len, reverse=True)), path.resolve().as_uri())
