"""The ``search:`` of a route: a query expression in the request, in one of a few languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ....settings.section import Path, Section, SectionError
from ..reading.refusal import Refusal
from ..shape.reference import Asked, Reference, parse_reference
from ..store.comparison import FieldForm, FieldForms
from ..store.condition import Condition
from ..times.time_format import EXACT, Precision, TimeFormat, parse_precision, parse_time_format

# The module that reads each language; imported with the first expression.
LANGUAGES = {"odata": "odata", "lucene": "lucene", "key_value": "key_value", "list": "listed"}
_KEYS = ("from", "language", "fields", "format", "precision", "required")
_FIELD_KEYS = ("field", "format", "precision", "ignore_case")


@dataclass(frozen=True)
class Search:
    """Times among the fields are written in the forms that ``forms`` say."""

    reference: Reference
    language: str
    forms: FieldForms
    required: bool = False

    def bind(self, asked: Asked, now_us: int) -> Condition | None:
        """The condition, None when the request holds no expression. Raises Refusal for a bad one."""
        from ..languages.term import bound

        found = self.reference.all(asked)
        value = found[-1] if found else None
        if value is None:
            if self.required:
                raise Refusal("bad_request", f"{self.reference.text} is required")
            return None
        try:
            return bound(_reader(self.language)(value), self.forms, now_us)
        except ValueError as error:
            raise Refusal("bad_request", f"{self.reference.text}: {error}") from error


def _reader(language: str) -> Callable[[Any], Any]:
    module = import_module(f"..languages.{LANGUAGES[language]}", __package__)
    read: Callable[[Any], Any] = module.read
    return read


def parse_search(value: object, times: frozenset[str], path: Path) -> Search | None:
    """Raises SectionError for what is no search, and when the language needs what is not installed."""
    if value is None:
        return None
    section = Section(value, path, _KEYS)
    if "from" not in section:
        raise SectionError(path, "has no from: where the expression stands, like query.$filter")
    language = section.choice("language", LANGUAGES, "odata")
    if language != "list" and find_spec("lark") is None:
        raise SectionError(
            section.at("language"), f"{language} needs lark: pip install 'xfetch[api]'"
        )
    time = parse_time_format(section.raw("format", "iso"), section.at("format"))
    precision = _precision(section)
    named = _named(section, times, time, precision)
    forms = FieldForms(named, times, time, precision)
    reference = parse_reference(section.raw("from"), section.at("from"))
    return Search(reference, language, forms, section.flag("required"))


def _precision(section: Section) -> Precision:
    if "precision" not in section:
        return EXACT
    return parse_precision(section.text("precision"), section.at("precision"))


def _named(
    section: Section, times: frozenset[str], time: TimeFormat, precision: Precision
) -> dict[str, FieldForm]:
    names = section.raw("fields", {})
    if not isinstance(names, dict):
        raise SectionError(section.at("fields"), "must map the names of expressions to fields")
    found = {}
    for name, value in names.items():
        own = Section(
            {"field": value} if isinstance(value, str) else value,
            (*section.at("fields"), name),
            _FIELD_KEYS,
        )
        field = own.text("field", name)
        timed = field in times or "format" in own
        form = parse_time_format(own.raw("format"), own.at("format")) if "format" in own else time
        kept = _precision(own) if "precision" in own else precision
        found[name] = FieldForm(field, form if timed else None, kept, own.flag("ignore_case"))
    return found
