"""Fixes of fetch faults in the history of the public content repository.

A candidate is a commit of the main line that changes the code of exactly one integration, that fetches
incidents in Python 3 before and after it, and whose subject or added release note matches PATTERN: it fixes,
it names fetching, and it names a fault. Pull requests that were read before explore was written are left out.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

FIX = re.compile(r"\bfix|\bbug\b", re.I)
FETCH = re.compile(
    r"fetch(?!-(?!incident))(?!.{0,12}(?:indicator|credential|sample))|pull(?:ing|ed)? incidents",
    re.I,
)
FAULT = re.compile(
    r"duplicat|twice|repeated|same incident|multiple times|miss|skip|lost|\bnot\b|fail|error|crash|time ?zone"
    r"|time ?stamp|limit|stuck|time ?out|infinite|order",
    re.I,
)
# The pull requests that the platform's facts were mined from.
READ = frozenset(
    (
        *(
            4973,
            8601,
            9149,
            9962,
            18178,
            18815,
            19715,
            21938,
            23232,
            25828,
            29411,
            29646,
            31071,
            33854,
        ),
        *(
            35424,
            35630,
            35811,
            37015,
            37217,
            37549,
            38124,
            38744,
            38758,
            39234,
            40229,
            40280,
            40661,
            40682,
        ),
        *(41496, 41505, 43366, 44526, 44681, 44825, 44853, 45042, 45076, 45163, 45272, 45721),
    )
)
_CODE = re.compile(r"(?:^|/)Integrations/([^/]+)/\1\.py$")
_NOTES = (":(glob)**/ReleaseNotes/*.md", ":(glob)**/CHANGELOG.md")
_BEGIN = "\x01"


@dataclass(frozen=True)
class Fix:
    """A fix: the ``file`` of the integration's code, and the lines of the release note that match."""

    commit: str
    date: str
    file: str
    subject: str
    note: tuple[str, ...]

    @property
    def integration(self) -> str:
        return Path(self.file).stem


def matches(line: str) -> bool:
    return all(one.search(line) for one in (FIX, FETCH, FAULT))


def candidates(git: Path, revision: str) -> Iterator[Fix]:
    """Yield the candidates, newest first."""
    notes = dict(_notes(git, revision))
    for commit, date, subject, files in _commits(git, revision):
        lines = tuple(one for one in notes.get(commit, ()) if matches(one))
        if (
            not (lines or matches(subject))
            or {int(one) for one in re.findall(r"#(\d+)", subject)} & READ
        ):
            continue
        code = [one for one in files if _CODE.search(one)]
        if len(code) == 1 and all(
            fetches(git, f"{commit}{parent}", code[0]) for parent in ("", "^")
        ):
            yield Fix(commit, date, code[0], subject, lines)


def fetches(git: Path, revision: str, code: str) -> bool:
    """Whether an integration fetches incidents in Python 3 at a revision."""
    try:
        document = yaml.safe_load(show(git, revision, code.removesuffix(".py") + ".yml"))
        show(git, revision, code)
    except subprocess.CalledProcessError:
        return False
    script = document.get("script", {})
    return script.get("subtype") == "python3" and script.get("isfetch") is True


def show(git: Path, revision: str, file: str) -> str:
    """The text of a file at a revision. Raises CalledProcessError if it is not there."""
    return _git(git, "show", f"{revision}:{file}")


def _git(git: Path, *arguments: str) -> str:
    command = ["git", "-C", str(git), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, errors="replace"
    ).stdout


def _log(git: Path, revision: str, *options: str) -> Iterator[list[str]]:
    form = f"--format={_BEGIN}%H%n%cs%n%s"
    text = _git(
        git, "log", "--first-parent", "--no-renames", form, *options[:-1], revision, *options[-1:]
    )
    for part in text.split(_BEGIN)[1:]:
        yield part.splitlines()


def _commits(git: Path, revision: str) -> Iterator[tuple[str, str, str, list[str]]]:
    for commit, date, subject, *files in _log(git, revision, "--name-only", "--"):
        yield commit, date, subject, [one for one in files if one]


def _notes(git: Path, revision: str) -> Iterator[tuple[str, list[str]]]:
    form = f"--format={_BEGIN}%H"
    text = _git(
        git, "log", "--first-parent", "--no-renames", "-p", "-U0", form, revision, "--", *_NOTES
    )
    for part in text.split(_BEGIN)[1:]:
        commit, *lines = part.splitlines()
        added = [
            one[1:].strip() for one in lines if one.startswith("+") and not one.startswith("+++")
        ]
        yield commit, added
