"""Apply the filters and transformers of a mapper or classifier that xfetch knows: they compare or change
text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..record.entries import Json

Change = Callable[[str], str | None]

_COMPARE: Mapping[str, Callable[[str, str], bool]] = {
    "startWith": str.startswith,
    "endWith": str.endswith,
    "containsString": lambda text, part: part in text,
    "notContainsString": lambda text, part: part not in text,
    "isEqualString": lambda text, other: text == other,
    "isNotEqualString": lambda text, other: text != other,
    "isExists": lambda text, other: True,
    "isNotEmpty": lambda text, other: bool(text),
}


_PLAIN: Mapping[str, Change] = {
    "toLowerCase": lambda text: text.lower(),
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
}


def changes_of(root: str, filters: Json, transformers: Json) -> tuple[Change, ...] | None:
    """Return the changes that the filters, and after them the transformers, make to the text at the path
    ``root``; None if xfetch does not know one of them. The change of a filter returns None where it drops the
    text.
    """
    found = []
    for either in _list(filters):
        tests = [_filter(root, one) for one in _list(either)]
        if not tests or None in tests:
            return None
        found.append(_any_of([one for one in tests if one is not None]))
    for entry in _list(transformers):
        change = _transformer(entry) if isinstance(entry, dict) else None
        if change is None:
            return None
        found.append(change)
    return tuple(found)


def changed(text: str, changes: Sequence[Change]) -> str:
    """Return the text after all changes; empty where a filter drops it."""
    current: str | None = text
    for change in changes:
        current = None if current is None else change(current)
    return current or ""


def _any_of(tests: Sequence[Callable[[str], bool]]) -> Change:
    return lambda text: text if any(test(text) for test in tests) else None


def _filter(root: str, entry: Json) -> Callable[[str], bool] | None:
    if not isinstance(entry, dict) or _simple(entry.get("left"), context=True) != root:
        return None
    compare = _COMPARE.get(str(entry.get("operator")))
    other = _simple(entry.get("right"), context=False)
    if compare is None or other is None:
        return None
    if entry.get("ignoreCase") is True:
        return lambda text: compare(text.lower(), other.lower())
    return lambda text: compare(text, other)


def _transformer(entry: Mapping[str, Json]) -> Change | None:
    named = entry.get("args")
    args = {
        name: _simple(value, context=False)
        for name, value in (named.items() if isinstance(named, dict) else ())
    }
    if None in args.values():
        return None
    kind = entry.get("operator")
    if isinstance(kind, str) and kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "substring":
        start, end = args.get("from") or "0", args.get("to") or ""
        if start.isdecimal() and (end.isdecimal() or not end):
            return lambda text: text[int(start) : int(end) if end else None]
    if kind == "substringTo" and args.get("to"):
        return lambda text: text.partition(args["to"] or "")[0]
    if kind == "substringFrom" and args.get("from"):
        return lambda text: text.partition(args["from"] or "")[2]
    if kind == "replace" and args.get("toReplace"):
        return lambda text: text.replace(args["toReplace"] or "", args.get("replaceWith") or "")
    return None


def _simple(spec: Json, *, context: bool) -> str | None:
    """Return the text of an argument; None for one that is not of the wanted kind: a path of the event
    (``context``) or a plain text.
    """
    if not isinstance(spec, dict) or bool(spec.get("isContext")) != context:
        return "" if spec is None and not context else None
    value = spec.get("value")
    simple = value.get("simple") if isinstance(value, dict) else None
    return simple if isinstance(simple, str) else None


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
