"""One ``xfetch explore`` of a public integration, with nothing given, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.conformance.ran import bounded

# What explore takes beside its budget: to guess the API, to shrink and to confirm. The machine may be busy.
_LIMIT_S = 900.0
LATE = "no end within the real time limit"


@dataclass(frozen=True)
class Found:
    """A find, in the words of explore's JSON document, without the integration's code. ``guesses`` are the
    places of the guesses that decide; ``events`` and ``cycles`` are the size of the smallest world.
    """

    kind: str
    rule: str
    cause: str
    line: str
    title: str
    guesses: tuple[str, ...]
    beyond: tuple[str, ...]
    first: int
    worlds: int
    events: int
    cycles: int


@dataclass(frozen=True)
class Searched:
    """What came of a search. ``delivered`` counts the worlds in which an event was delivered; ``says`` is why
    there is none.
    """

    worlds: int
    delivered: int
    says: str
    finds: tuple[Found, ...]

    @property
    def explored(self) -> bool:
        return self.delivered > 0

    @property
    def errors(self) -> tuple[Found, ...]:
        return tuple(one for one in self.finds if one.kind == "error")


@dataclass(frozen=True)
class Explorer:
    """``python`` has xfetch and the libraries of October 2022. ``budget`` is that of ``xfetch explore``."""

    python: Path
    budget: str
    limit_s: float = _LIMIT_S

    def search(self, target: Path, content: Path, kept: Path | None = None) -> Searched:
        """Explore an integration; the guessed scenario and the files of the finds stay in ``kept``."""
        with tempfile.TemporaryDirectory(prefix="living-") as folder:
            report, finds = Path(folder, "explore.json"), Path(folder, "explore")
            # Without a network, where the system allows that.
            alone = ("unshare", "-n") if os.geteuid() == 0 and shutil.which("unshare") else ()
            command = [
                *(*alone, str(self.python), "-W", "ignore", "-m", "xfetch.cli", "explore"),
                *(str(target), "--content", str(content), "--command", "fetch-incidents"),
                *(
                    "--budget",
                    self.budget,
                    "-j",
                    "1",
                    "--finds",
                    str(finds),
                    "-o",
                    f"json:{report}",
                ),
            ]
            exit_code, stderr = bounded(command, folder, {}, self.limit_s)
            if kept is not None and finds.is_dir():
                shutil.copytree(finds, kept, dirs_exist_ok=True)
            if exit_code is None:
                return Searched(0, 0, LATE, ())
            if not report.is_file():
                return Searched(0, 0, _why(stderr), ())
            return searched_in(json.loads(report.read_text(encoding="utf-8")))


def searched_in(document: Mapping[str, Any]) -> Searched:
    """Read explore's JSON document."""
    tried = document["tried"]
    delivered = tried["worlds"] - tried["untested"]
    says = "" if delivered else "no world created an incident"
    return Searched(tried["worlds"], delivered, says, tuple(map(_found, document["finds"])))


def _found(find: Mapping[str, Any]) -> Found:
    return Found(
        kind=find["kind"],
        rule=find["rule"],
        cause=find["cause"] or find["rule"],
        line=find["line"] or "",
        title=find["title"],
        guesses=tuple(one["path"] for one in find["guesses"]),
        beyond=tuple(find["beyond"]),
        first=find["first"],
        worlds=find["seen"]["worlds"],
        events=len(find["world"].get("events", ())),
        cycles=find["cycles"],
    )


def _why(stderr: str) -> str:
    """The message of an error, without the lines that say what was written."""
    told = [line.strip() for line in stderr.splitlines() if line.startswith("error:")]
    words = (told or stderr.splitlines() or ["nothing was said"])[-1]
    # The folder is another one in each run.
    return re.sub(r"\S*/living-\w+/explore/", "", words)[:300]


def row_of(one: Searched) -> dict[str, Any]:
    return asdict(one)


def searched_of(row: Mapping[str, Any]) -> Searched:
    finds = tuple(
        Found(**{**one, "guesses": tuple(one["guesses"]), "beyond": tuple(one["beyond"])})
        for one in row["finds"]
    )
    return Searched(row["worlds"], row["delivered"], row["says"], finds)
