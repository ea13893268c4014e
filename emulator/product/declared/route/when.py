"""The key ``when:`` of a route and ``expect:`` of a login: tests of the values in a request."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from ....record.entries import Json
from ....settings.section import Path, Section, SectionError, kind_of
from ..shape.reference import Asked, Reference, parse_reference

# The operators, with the words before the value in a message.
_OPS = {"equals": "", "in": "among ", "contains": "a text with ", "like": "like ", "present": ""}


@dataclass(frozen=True)
class Test:
    """A test of one value in a request; ``op`` is equals, in, contains, like (a glob), or present."""

    reference: Reference
    op: str
    value: Json

    def why_not(self, asked: Asked) -> str | None:
        """Explain why a request fails the test; None if it passes.

        The values of the request are left out of the text: they may be secrets.
        """
        found = self.reference.all(asked)
        if self.op == "present":
            is_there = bool(found)
            if is_there == self.value:
                return None
            return f"{self.reference.text} is {'given' if is_there else 'not given'}"
        if not found:
            return f"{self.reference.text} is not given"
        if any(self._holds(value) for value in found):
            return None
        return f"{self.reference.text} is not {_OPS[self.op]}{self.value!r}"

    def _holds(self, value: Json) -> bool:
        if self.op == "in":
            return isinstance(self.value, list) and any(_same(value, one) for one in self.value)
        if self.op == "equals":
            return _same(value, self.value)
        text = str(value)
        return (
            str(self.value) in text if self.op == "contains" else fnmatchcase(text, str(self.value))
        )


def parse_tests(value: object, path: Path) -> tuple[Test, ...]:
    """Parse a ``when:`` or ``expect:``: conditions on the values of a request. Raises SectionError."""
    if not isinstance(value, dict):
        raise SectionError(path, f"tests map parts of a request to values, not {kind_of(value)}")
    found = []
    for name, wanted in value.items():
        place = (*path, name)
        reference = parse_reference(name, place)
        if not isinstance(wanted, dict):
            found.append(Test(reference, "in" if isinstance(wanted, list) else "equals", wanted))
            continue
        section = Section(wanted, place, _OPS)
        ops = [op for op in _OPS if op in section]
        if not ops:
            raise SectionError(place, f"a test of a request needs one of {', '.join(_OPS)}")
        for op in ops:
            operand = section.flag("present") if op == "present" else section.raw(op)
            if op == "in" and not isinstance(operand, list):
                raise section.wrong("in", f"the values of in are a list, not {kind_of(operand)}")
            found.append(Test(reference, op, operand))
    return tuple(found)


def _same(value: Json, wanted: Json) -> bool:
    if isinstance(value, str) and isinstance(wanted, bool):
        return value.lower() == str(wanted).lower()
    return bool(value == wanted) or (isinstance(value, str) and value == str(wanted))
