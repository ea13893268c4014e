"""A route's key ``search:``: a query expression in the request, in one of several query languages."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

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
    """The place of a query expression in the request, and its language.

    ``forms`` maps the names in expressions to event fields and tells how expressions write their values.
    """

    reference: Reference
    language: str
    forms: FieldForms
    required: bool = False

    def bind(self, asked: Asked, now_us: int) -> Condition | None:
        """Return the condition on events that the request's query expression states; None without an
        expression.

        Raises Refusal (bad_request) for an expression that cannot be parsed, and for a missing one that is
        required.
        """
        from ..languages.term import bound

        value = self.reference.one(asked)
        if value is None:
            if self.required:
                raise Refusal("bad_request", f"the request must have {self.reference.text}")
            return None
        language = import_module(f"..languages.{LANGUAGES[self.language]}", __package__)
        try:
            return bound(language.read(value), self.forms, now_us)
        except ValueError as error:
            raise Refusal("bad_request", f"the request's {self.reference.text}: {error}") from error


def parse_search(value: object, times: frozenset[str], path: Path) -> Search:
    """Parse a route's key ``search:``; ``times`` are the event fields that hold times.

    Raises SectionError, also if the query language needs a library that is not installed.
    """
    section = Section(value, path, _KEYS)
    if "from" not in section:
        raise SectionError(
            path,
            "a search needs from: the place of the expression in a request, like query.$filter",
        )
    language = section.choice("language", LANGUAGES, "odata")
    if language != "list" and find_spec("lark") is None:
        raise section.wrong(
            "language", f"{language} needs the library lark: pip install 'xfetch[api]'"
        )
    time = parse_time_format(section.raw("format", "iso"), section.at("format"))
    precision = _precision(section, EXACT)
    names = section.raw("fields", {})
    if not isinstance(names, dict):
        raise section.wrong("fields", "fields must map the names in expressions to event fields")
    named = {}
    for name, given in names.items():
        own = Section(
            {"field": given} if isinstance(given, str) else given,
            (*section.at("fields"), name),
            _FIELD_KEYS,
        )
        named[name] = _field_form(name, own, times, time, precision)
    forms = FieldForms(named, times, time, precision)
    reference = parse_reference(section.raw("from"), section.at("from"))
    return Search(reference, language, forms, section.flag("required"))


def _field_form(
    name: str, own: Section, times: frozenset[str], time: TimeFormat, precision: Precision
) -> FieldForm:
    """Return the FieldForm of a field in query expressions; format and precision of the search are the
    defaults.
    """
    field = own.text("field", name)
    if "format" in own:
        time = parse_time_format(own.raw("format"), own.at("format"))
    timed = field in times or "format" in own
    kept = _precision(own, precision)
    return FieldForm(field, time if timed else None, kept, own.flag("ignore_case"))


def _precision(section: Section, default: Precision) -> Precision:
    if "precision" not in section:
        return default
    return parse_precision(section.text("precision"), section.at("precision"))
