"""Encode the dataclasses of a record as JSON and decode them, by code generated from their fields.

A new field of a class needs no code here: the journal, the pipe, the store and the JSON report then carry it.

- A text or a JSON value is masked, unless the field's metadata is ``PUBLIC``.
- A field with metadata ``SPARSE`` is left out of the JSON if it has its default.
- A field that is missing in the JSON gets its default, because an older version may have written it.

The functions are generated as source code, as ``dataclasses`` does, which is several times faster than a loop
over the fields. They use only the standard library, because the child process of ``--python`` has nothing
else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast, get_type_hints

from .field_forms import KNOWN, CodecError, Form, form_of

__all__ = ["PUBLIC", "SPARSE", "Codec", "CodecError", "MaskCall", "codec"]

PUBLIC: Mapping[str, bool] = MappingProxyType({"public": True})
SPARSE: Mapping[str, bool] = MappingProxyType({"sparse": True})
# Replaces secrets in a text, a JSON value, or a tuple of headers (names and values).
MaskCall = Callable[[Any], Any]

# typing cannot evaluate the recursive type of JSON values, and the codec needs only its outline.
_JSON_TYPES: dict[str, Any] = {"Json": Any, "Incident": Mapping[str, Any]}
T = TypeVar("T")
_MADE: dict[tuple[type[Any], tuple[str, ...]], Codec[Any]] = {}


class Codec(Generic[T]):
    """Functions that encode, decode and mask one dataclass; the fields named in ``apart`` are left out."""

    def __init__(self, cls: type[T], apart: tuple[str, ...]) -> None:
        self._cls = cls
        hints = get_type_hints(cls, localns=_JSON_TYPES)
        self._forms = [
            (field, form_of(hints[field.name], field.name, codec))
            for field in fields(cls)  # type: ignore[arg-type]
            if field.name not in apart
        ]

    @cached_property
    def text(self) -> Callable[[T], str]:
        """Encode an instance of the dataclass as a JSON object, one line of ASCII."""
        return cast("Callable[[T], str]", self._writer("one", masks=False))

    @cached_property
    def masked_text(self) -> Callable[[T, MaskCall], str]:
        """Encode an instance of the dataclass as ``text`` does, but with its secrets masked."""
        return cast("Callable[[T, MaskCall], str]", self._writer("one, mask", masks=True))

    @cached_property
    def plain(self) -> Callable[[T], dict[str, Any]]:
        """Return the JSON values of an instance of the dataclass by field name; times end with Z.

        A field with metadata ``SPARSE`` is left out if it has its default.
        """
        return self._lister(self._forms, lambda field: bool(field.metadata.get("sparse")))

    @cached_property
    def unusual(self) -> Callable[[T], dict[str, Any]]:
        """Return, by field name, the JSON values of those fields that differ from their default."""
        return self._lister([one for one in self._forms if _has_default(one[0])], bool)

    @cached_property
    def values(self) -> Callable[[Any], dict[str, Any]]:
        """Decode a JSON object to a dictionary of field values by name. Raises CodecError."""
        return cast("Callable[[Any], dict[str, Any]]", self._reader("dict"))

    @cached_property
    def read(self) -> Callable[[Any], T]:
        """Decode an instance of the dataclass from a JSON object. Raises CodecError."""
        return cast("Callable[[Any], T]", self._reader("cls"))

    @cached_property
    def masked(self) -> Callable[[T, MaskCall], T]:
        """Return a copy of an instance of the dataclass with its secrets masked."""
        lines = []
        for field, form in self._forms:
            lines.append(f"v = one.{field.name}")
            lines.append(f"v_{field.name} = {form.mask if _is_masked(field, form) else 'v'}")
        made = self._made("one, mask", [*lines, f"return cls({self._given()})"])
        return cast("Callable[[T, MaskCall], T]", made)

    def _given(self) -> str:
        return ", ".join(f"{field.name}=v_{field.name}" for field, _ in self._forms)

    def _writer(self, parameters: str, *, masks: bool) -> Any:
        lines: list[str] = []
        names: list[str] = []
        for field, form in self._forms:
            name = field.name
            lines.append(f"v = one.{name}")
            if masks and _is_masked(field, form):
                lines.append(f"v = {form.mask}")
            key = f'{"," if names else ""}"{name}":'
            part = f"{key!r} + ({form.text})"
            if field.metadata.get("sparse"):
                part = f"'' if v == default_{name} else {part}"
            lines.append(f"t_{name} = {part}")
            names.append(f"{{t_{name}}}")
        return self._made(parameters, [*lines, f"return f'{{{{{''.join(names)}}}}}'"])

    def _lister(
        self, forms: list[tuple[Field[Any], Form]], may_lack: Callable[[Field[Any]], bool]
    ) -> Callable[[T], dict[str, Any]]:
        lines = ["row = {}"]
        for field, form in forms:
            put = f"row[{field.name!r}] = {form.plain}"
            lines.append(f"v = one.{field.name}")
            lines.append(f"if v != default_{field.name}: {put}" if may_lack(field) else put)
        return cast("Callable[[T], dict[str, Any]]", self._made("one", [*lines, "return row"]))

    def _reader(self, into: str) -> Any:
        lines = ["check(row)"]
        for field, form in self._forms:
            name = field.name
            default = f"default_{name}"
            if _has_default(field):
                lines.append(f"v = row.get({name!r}, MISSING)")
                lines.append(f"v_{name} = {default} if v is MISSING else ({form.read})")
            else:
                lines.append(f"v = row[{name!r}] if {name!r} in row else missing({name!r})")
                lines.append(f"v_{name} = {form.read}")
        return self._made("row", [*lines, f"return {into}({self._given()})"])

    def _made(self, parameters: str, lines: list[str]) -> Any:
        known: dict[str, Any] = {**KNOWN, "cls": self._cls, "MISSING": MISSING}
        for field, form in self._forms:
            known.update(form.known or {})
            if _has_default(field):
                known[f"default_{field.name}"] = _default(field)
        body = "\n".join(f"    {line}" for line in lines)
        exec(f"def made({parameters}):\n{body}", known)
        return known["made"]


def codec(cls: type[T], *apart: str) -> Codec[T]:
    """Return the codec of a dataclass, without the fields named in ``apart``; it is cached."""
    key = (cls, apart)
    found = _MADE.get(key)
    if found is None:
        found = _MADE[key] = Codec(cls, apart)
    return found


def _is_masked(field: Field[Any], form: Form) -> bool:
    return bool(form.mask) and not field.metadata.get("public")


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
