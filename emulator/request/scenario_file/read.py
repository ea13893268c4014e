"""Read and check a scenario file: its YAML, then the JSON Schema, then what no schema can state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ...errors import LoadError
from ...record.entries import Json
from ...settings.expectation import expectation_of
from ...settings.guess import Guess
from ...settings.section import Section, SectionError
from ...settings.settings import Drain
from ...settings.units import parse_instant
from ...timeline.timeline import parse_timeline
from ..request import Product
from .document import Document, read_document
from .fault_section import parse_fault
from .guess_section import unconfirmed, with_alternatives
from .scenario_file import ScenarioFile, StatedSettings
from .schema import complaints

_MOST_COMPLAINTS = 10
# Any of these says that a YAML file is a scenario: an integration's yml has other keys.
_SIGNS = ("integration", "events", "api", "vendor", "faults", "expect", "cycles", "params")
_KEY = re.compile(r"^(\w+):", re.M)
_MOST_LOOKED_AT = 100_000


def read_scenario(path: Path) -> ScenarioFile:
    """Read and check a scenario file.

    Raises LoadError with file, line, path and the mistake; for an unknown key also with the known keys.
    """
    return _checked(read_document(path))


def read_alternative(path: Path, changes: Iterable[tuple[Guess, Json]]) -> ScenarioFile:
    """Read and check a scenario file with alternatives in place of guessed values (``with_alternatives``).

    Raises LoadError.
    """
    return _checked(with_alternatives(path, changes))


def _checked(document: Document) -> ScenarioFile:
    _check(document)
    try:
        file = _scenario(Section(document.value), document.path)
        return replace(file, guesses=unconfirmed(document))
    except SectionError as error:
        raise document.located(error) from error


def is_scenario(path: Path) -> bool:
    """Whether a file is a scenario, and not the yml of an integration.

    In a file with broken YAML the keys at the beginnings of lines decide.
    """
    if path.suffix.lower() not in (".yml", ".yaml") or not path.is_file():
        return False
    try:
        value = read_document(path).value
        keys = set(value) if isinstance(value, dict) else set()
    except LoadError:
        keys = set(_KEY.findall(_beginning(path)))
    if {"commonfields", "configuration", "script"} & keys:
        return False
    return any(sign in keys for sign in _SIGNS)


def _beginning(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST_LOOKED_AT)
    except OSError:
        return ""


def _check(document: Document) -> None:
    if not isinstance(document.value, dict):
        raise LoadError(
            "a scenario file must hold a mapping of keys to values",
            where=document.where(()),
            advice=("such as", "events: {generate: {count: 20, every: 30s}}"),
        )
    found = {(document.line(error.path), str(error)) for error in complaints(document.value)}
    if not found:
        return
    (line, message), *others = sorted(found)
    shown = [f"{document.path}:{at}: {text}" for at, text in others[: _MOST_COMPLAINTS - 1]]
    if len(found) > _MOST_COMPLAINTS:
        shown.append(f"… and {len(found) - _MOST_COMPLAINTS} more")
    raise LoadError(message, where=f"{document.path}:{line}", advice=tuple(shown))


def _scenario(section: Section, path: Path) -> ScenarioFile:
    """Parse all sections of a scenario. Raises SectionError for the first mistake."""
    if "api" in section and "vendor" in section:
        raise section.wrong("vendor", "'api' and 'vendor' exclude each other: write one of them")
    seed = section.raw("seed", 0)
    events = section.raw("events")
    return ScenarioFile(
        path=path,
        about=section.text("about"),
        integration=_beside(section, "integration", path.parent),
        params=section.mapping("params"),
        fill=section.raw("fill"),
        instance=section.raw("instance"),
        last_run=section.raw("last_run"),
        context=section.raw("context"),
        run=StatedSettings(
            command=section.raw("command"),
            arguments=_arguments(section),
            platform=section.raw("platform"),
            start=section.parsed("start", _instant) if "start" in section else None,
            interval_s=_span_s(section, "interval", 0.001),
            cycles=section.raw("cycles"),
            tz=section.parsed("tz", _zone) if "tz" in section else None,
            latency_s=_span_s(section, "latency"),
            timeout_s=_span_s(section, "timeout", 0.001),
        ),
        product=Product(
            vendor_file=_beside(section, "vendor", path.parent),
            api=_api(section),
            timeline=None if events is None else parse_timeline(events, path.parent, seed),
            faults=tuple(parse_fault(Section(item, at)) for at, item in section.items("faults")),
            seed=seed,
        ),
        drain=_drain(section.raw("drain", True)),
        expect=expectation_of(section.inner("expect")) if "expect" in section else None,
        id_field=section.raw("id_field"),
    )


def _beside(section: Section, key: str, folder: Path) -> Path | None:
    """Return the path of a file or folder that a key of the scenario names, relative to the scenario's
    folder.
    """
    if key not in section:
        return None
    path = folder / section.text(key)
    if not path.exists():
        raise section.wrong(key, f"there is no {path}")
    return path


def _arguments(section: Section) -> Mapping[str, str] | None:
    """Return the arguments of the command as the server passes them: as texts."""
    if "arguments" not in section:
        return None
    given = section.mapping("arguments")
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
    }


def _span_s(section: Section, key: str, least: float = 0.0) -> float | None:
    return section.span_s(key, least=least) if key in section else None


def _instant(text: str) -> datetime:
    return parse_instant(text, "")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(
            f"no time zone is called {name!r}; write a name such as Europe/Paris"
        ) from error
    return name


def _api(section: Section) -> Mapping[str, Json] | None:
    """Check a scenario's section ``api``, and return it as plain values."""
    if "api" not in section:
        return None
    # Only a scenario with an api pays for the import.
    from ...product.declared.api import parse_api

    parse_api(section.mapping("api"))
    return section.mapping("api")


def _drain(given: bool | int | Mapping[str, int]) -> Drain:
    if isinstance(given, bool):
        return Drain() if given else Drain(cycles=0)
    if isinstance(given, int):
        return Drain(given)
    usual = Drain()
    return Drain(given.get("cycles", usual.cycles), given.get("quiet", usual.quiet))
