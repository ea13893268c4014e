"""Which integrations of a content checkout the sweep runs.

Counted is what implements fetch-incidents in Python 3: a yml below ``Packs/*/Integrations`` whose
script is Python, not marked ``python2``, and whose code names the command ``fetch-incidents``. The
yml's own ``isfetch`` is not asked: two integrations declare it and have no such command, eight have
the command and leave the flag to the server or to another parameter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMMAND = "fetch-incidents"


@dataclass(frozen=True)
class Subject:
    """One integration: ``target`` is what xfetch is given, relative to the checkout."""

    id: str
    target: Path
    code: Path


def subjects(content: Path) -> tuple[Subject, ...]:
    """Every integration that counts, in order of their folders."""
    ymls = sorted(content.glob("Packs/*/Integrations/**/*.yml"))
    found = (_subject(content, yml) for yml in ymls)
    return tuple(subject for subject in found if subject is not None)


def _subject(content: Path, yml: Path) -> Subject | None:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for code in _codes(yml):
        if COMMAND not in code.read_text(encoding="utf-8-sig"):
            continue
        document = yaml.load(yml.read_text(encoding="utf-8-sig"), Loader=loader)
        if _is_python3(document):
            unified = code == yml
            target = (yml if unified else yml.parent).relative_to(content)
            identity = str(document["commonfields"]["id"])
            return Subject(identity, target, code.relative_to(content))
    return None


def _codes(yml: Path) -> Iterator[Path]:
    """The .py of the yml's name, or of the folder's; the yml itself, where it holds its script."""
    for name in (yml.stem, yml.parent.name):
        code = yml.parent / f"{name}.py"
        if code.is_file():
            yield code
            return
    if yml.parent.name == "Integrations":
        yield yml


def _is_python3(document: object) -> bool:
    if not isinstance(document, dict) or not isinstance(document.get("script"), dict):
        return False
    script = document["script"]
    kind = script.get("type") or document.get("type")
    subtype = script.get("subtype") or document.get("subtype") or "python3"
    return kind == "python" and subtype == "python3"
