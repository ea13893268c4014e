"""Reads a scenario file: YAML, the schema, then what no schema can say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from ...errors import LoadError, UsageError
from ...faults.fault import Fault
from ...product.declared.reading.error import ApiError
from ...record.entries import CheckedJson
from ...settings.drain import Drain
from ...settings.expectation import expectation_of
from ...settings.moment import parse_span_s
from ...settings.units import parse_instant
from ...timeline.spec_error import SpecError
from ...timeline.timeline import Timeline, parse_timeline
from .document import Document, Place, read_document
from .fault_section import parse_fault
from .scenario_file import ScenarioFile
from .schema import complaints

_MOST_COMPLAINTS = 10
# Any of these says that a YAML file is a scenario: an integration's yml has other keys.
_SIGNS = ("integration", "events", "api", "vendor", "faults", "expect", "cycles", "params")
_KEY = re.compile(r"^(\w+):", re.M)
_MOST_LOOKED_AT = 100_000
_T = TypeVar("_T")


def read_scenario(path: Path) -> ScenarioFile:
    """Raises LoadError with file, line, what is wrong, and the keys that are known there."""
    document = read_document(path)
    _check(document)
    value: CheckedJson = document.value
    return _Reading(document, value).scenario()


def is_scenario(path: Path) -> bool:
    """Whether a YAML file is a scenario that names its integration, and no integration itself.

    One with a mistake in it goes by the keys at its lines' beginnings; whoever reads it then says why.
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
            "a scenario is a mapping",
            where=document.where(()),
            advice=("such as", "events: {generate: {count: 20, every: 30s}}"),
        )
    found = list(complaints(document.value))
    if not found:
        return
    # A place outside any line ends up at the nearest one: in order of the file.
    told = sorted({(_line(document, place), message) for place, message in found})
    first = told[0]
    more = [f"{document.path}:{line}: {message}" for line, message in told[1:_MOST_COMPLAINTS]]
    if len(told) > _MOST_COMPLAINTS:
        more.append(f"… and {len(told) - _MOST_COMPLAINTS} more")
    raise LoadError(first[1], where=f"{document.path}:{first[0]}", advice=tuple(more))


def _line(document: Document, place: Place) -> int:
    return int(document.where(place).rpartition(":")[2])


class _Reading:
    """What the schema cannot check, each key with its line."""

    def __init__(self, document: Document, value: Mapping[str, CheckedJson]) -> None:
        self._document = document
        self._value = value
        self._folder = document.path.parent

    def scenario(self) -> ScenarioFile:
        value = self._value
        if "api" in value and "vendor" in value:
            raise self._wrong(("vendor",), "'api' and 'vendor' exclude each other")
        seed = value.get("seed", 0)
        return ScenarioFile(
            path=self._document.path,
            about=value.get("about", ""),
            integration=self._beside("integration"),
            params=value.get("params", {}),
            start=self._start(),
            interval_s=self._span_s("interval", 0.001),
            cycles=value.get("cycles"),
            command=value.get("command"),
            platform=value.get("platform"),
            tz=self._zone(),
            latency_s=self._span_s("latency"),
            timeout_s=self._span_s("timeout", 0.001),
            instance=value.get("instance"),
            last_run=value.get("last_run"),
            context=value.get("context"),
            api=self._api(),
            vendor=self._beside("vendor"),
            timeline=self._timeline(seed),
            faults=self._faults(),
            expect=expectation_of(value["expect"]) if "expect" in value else None,
            drain=self._drain(),
            seed=seed,
            id_field=value.get("id_field"),
        )

    def _beside(self, key: str) -> Path | None:
        name = self._value.get(key)
        if name is None:
            return None
        path: Path = self._folder / name
        if not path.exists():
            raise self._wrong((key,), f"there is no {path}")
        return path

    def _start(self) -> datetime | None:
        text = self._value.get("start")
        return None if text is None else self._read(("start",), lambda: parse_instant(text, ""))

    def _span_s(self, key: str, minimum: float = 0.0) -> float | None:
        given = self._value.get(key)
        if given is None:
            return None
        return self._read((key,), lambda: parse_span_s(given, minimum=minimum))

    def _zone(self) -> str | None:
        name = self._value.get("tz")
        if name is None:
            return None
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            what = f"no time zone is called {name!r}, such as Europe/Paris"
            raise self._wrong(("tz",), what) from error
        return str(name)

    def _api(self) -> Mapping[str, CheckedJson] | None:
        section: Mapping[str, CheckedJson] | None = self._value.get("api")
        if section is not None:
            from ...product.declared.api import parse_api

            try:
                parse_api(section)
            except ApiError as error:
                raise self._wrong(("api", *error.path), error.message) from error
        return section

    def _timeline(self, seed: int) -> Timeline | None:
        if "events" not in self._value:
            return None
        return self._read(
            ("events",), lambda: parse_timeline(self._value["events"], self._folder, seed)
        )

    def _faults(self) -> tuple[Fault, ...]:
        given = self._value.get("faults", [])
        return self._read(
            ("faults",),
            lambda: tuple(parse_fault(item, (index,)) for index, item in enumerate(given)),
        )

    def _drain(self) -> Drain:
        given = self._value.get("drain", True)
        if isinstance(given, bool):
            return Drain() if given else Drain(cycles=0)
        return Drain(given) if isinstance(given, int) else Drain(**given)

    def _read(self, place: Place, read: Callable[[], _T]) -> _T:
        try:
            return read()
        except SpecError as error:
            raise self._wrong((*place, *error.path), error.message) from error
        except UsageError as error:
            raise self._wrong(place, f"{place[-1]!r}: {error.what}") from error
        except ValueError as error:
            raise self._wrong(place, f"{place[-1]!r}: {error}") from error

    def _wrong(self, place: Place, message: str) -> LoadError:
        return LoadError(message, where=self._document.where(place))
