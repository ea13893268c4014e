"""Links from the lines of the integration that a report names (``Acme.py:12``) to the file, for terminals
that show links.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from xfetch.emulator.judging.dossier import IntegrationFacts
    from xfetch.emulator.judging.outcome import Outcome


@dataclass(frozen=True)
class Links:
    """Makes links to the integration's file.

    ``names`` are the ways in which reports write the file's name; ``uri`` is the file's address.
    """

    names: tuple[str, ...]
    uri: str

    def add_to(self, text: Text) -> None:
        """Turn each line of the integration in the text, such as ``Acme.py:12``, into a link."""
        from rich.style import Style

        names = "|".join(re.escape(name) for name in self.names)
        text.highlight_regex(
            rf"(?<![\w/.-])(?:{names}):\d+(?!\w)",
            lambda found: Style(link=f"{self.uri}#{found.rpartition(':')[2]}"),
        )


def with_place(outcome: Outcome, path: Path) -> Outcome:
    """Return the outcome with the shortest path of the integration's file, if it lies outside the working
    directory.

    Only the terminal shows this path: reports in files are the same on every machine.
    """
    integration = outcome.dossier.integration
    if integration.location:
        return outcome
    whole = path.resolve()
    shortest = min(os.path.relpath(whole), str(whole), key=len)
    placed = replace(integration, outside=shortest)
    return replace(outcome, dossier=replace(outcome.dossier, integration=placed))


def links_to(integration: IntegrationFacts) -> Links | None:
    """Return links to the integration's file; None if the file is not where the run found it."""
    path = Path(integration.location or integration.outside)
    if not path.is_file():
        return None
    names = {str(path), integration.path}
    return Links(tuple(sorted(names, key=len, reverse=True)), path.resolve().as_uri())
