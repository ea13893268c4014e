"""Tell how a pack's mapper fits, in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..judging.value_words import counted
from ..reports.screen.styled import BLANK, StyledLine, wrapped
from .fit import Fit, SectionFit
from .pack import EVERY_TYPE, PackMapping

_MOST = 30
_ALL = "each type below is compared with all incidents"
_INDENT, _DEEPER = " " * 4, " " * 8


def fit_lines(found: PackMapping, fit: Fit, width: int) -> Iterator[StyledLine]:
    """Yield the lines about the mapper and the classifier."""
    names = [one.file for one in (found.mapper, found.classifier) if one is not None]
    yield BLANK
    yield from wrapped(f"mapper  {' and '.join(names)}, {_count(fit)}", width, "        ", first="")
    for note in found.notes:
        yield from wrapped(note, width, _INDENT, first="  ")
    if not fit.incidents:
        return
    if found.classifier is not None:
        yield from _classifier_lines(fit, width)
    if fit.classified and not fit.typed and fit.sections:
        yield from wrapped(f"no incident has a type: {_ALL}", width, _INDENT, "dim", first="  ")
    for section in fit.sections:
        if section.fields:
            yield from _section_lines(section, width)
    if found.mapper is None:
        yield from wrapped(
            "the pack has no incoming mapper for this integration", width, _INDENT, "dim", "  "
        )


def _count(fit: Fit) -> str:
    return f"{counted(fit.incidents, 'incident')} of this run"


def _classifier_lines(fit: Fit, width: int) -> Iterator[StyledLine]:
    if not fit.classified:
        why = "xfetch cannot compute the value that the classifier reads, so no key is compared with it"
        yield from wrapped(f"{why}: {_ALL}", width, _INDENT, "dim", first="  ")
        return
    if fit.unmatched_keys:
        keys = _some(fit.unmatched_keys)
        words = f"{counted(len(fit.unmatched_keys), 'key')} of the classifier never matched: {keys}"
        yield from wrapped(words, width, _INDENT, first="  ")
    if fit.unknown_values:
        values = [f"{key or '(none)'} ({count})" for key, count in fit.unknown_values.items()]
        words = f"{counted(len(values), 'value')} without a key: {_some(values)}"
        yield from wrapped(words, width, _INDENT, first="  ")


def _section_lines(section: SectionFit, width: int) -> Iterator[StyledLine]:
    name = "every type" if section.incident_type == EVERY_TYPE else section.incident_type
    head = f"{name}: {counted(section.fields, 'field')}, {counted(section.incidents, 'incident')}"
    if not section.incidents:
        yield from wrapped(head, width, _INDENT, "dim", first="  ")
        return
    nothing = {name for names in section.absent.values() for name in names} | set(section.empty)
    head += f", {len(nothing)} got nothing" if nothing else ", each got a value"
    yield from wrapped(head, width, _INDENT, first="  ")
    for path, fields in list(section.absent.items())[:_MOST]:
        words = f"no incident had {path}   ({', '.join(fields)})"
        yield from wrapped(words, width, _DEEPER, first=_INDENT)
    if len(section.absent) > _MOST:
        words = f"… {counted(len(section.absent) - _MOST, 'more path')}"
        yield from wrapped(words, width, _DEEPER, "dim", first=_INDENT)
    if section.empty:
        words = f"always empty: {', '.join(section.empty)}"
        yield from wrapped(words, width, _DEEPER, first=_INDENT)
    if section.unread:
        words = f"{counted(section.unread, 'field')} filled by code or text: not told"
        yield from wrapped(words, width, _DEEPER, "dim", first=_INDENT)


def _some(names: Sequence[str]) -> str:
    more = f", … {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
