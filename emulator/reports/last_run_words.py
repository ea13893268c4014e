"""The change of the last run in a fetch: in words that are short enough for a table, and as JSON.

A mark such as ``(now int ms)`` follows a value whose type or format has changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from ..excerpt import excerpt
from ..judging.value_form import changed_forms, form_of
from ..judging.value_words import counted, value_words
from ..printable import printable_line
from ..record.entries import Json
from ..record.fetch_run import History, LastRunChange
from ..record.json_path import resolve
from ..record.json_text import to_json_utf8

# What ``_mark`` appends.
_MARK = re.compile(r" \(now (?:text|int|float|ISO)(?: (?:s|ms|us|ns|naive|zoned))?\)$")


_ARROW = " -> "
# Less of the value before tells nothing.
_FEWEST_BEFORE = 8
# An object with more keys is one of many records, not a few named values.
_MOST_INNER = 4
# A change cut to less is not readable.
_FEWEST_OF_FIRST = 28


def single_key(runs: History) -> str | None:
    """Return the key of the last runs if all of them have only this key; else None."""
    keys: set[str] = set()
    for run in runs:
        for value in (run.last_run.before, run.last_run.asked, run.last_run.after):
            if value is not None and not isinstance(value, dict):
                return None
            keys.update(value or ())
    return keys.pop() if len(keys) == 1 else None


def change_words(change: LastRunChange, at: datetime, key: str | None) -> str:
    """Return the change of a last run in short: ``{} -> 23:55:00``; ``23:55:00 -> 23:56:00 (now int ms)``;
    for several keys only those that changed; ``(unchanged)``.
    """
    before, after = change.before, change.after
    # 1 and 1.0 are equal in Python, but not the same for code that reads them back.
    if before == after and not changed_forms(before, after):
        return "(unchanged)" if after not in ({}, None) else "{}"
    forms = changed_forms(before, after)
    if key is not None and not _is_deep(change, key):
        return f"{_one(before, key, at)} -> {_one(after, key, at)}{_mark(forms, key)}"
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return f"{value_words(before, at)} -> {value_words(after, at)}{_mark(forms, '')}"
    return ", ".join(_changes(before, after, at))


def _changes(before: dict[str, Json], after: dict[str, Json], at: datetime) -> list[str]:
    forms = changed_forms(before, after)
    before, after = _flat(before, after)
    changed = [
        name
        for name in {**before, **after}
        if before.get(name) != after.get(name) or _mark(forms, name)
    ]
    # A cut row names the first keys only, so those with a mark come first.
    changed.sort(key=lambda name: not _mark(forms, name))
    return [
        f"{printable_line(name)} {_side(before, name, at)} -> {_side(after, name, at)}".replace(
            " - ->", " ->"
        )
        + _mark(forms, name)
        for name in changed
    ]


def raw_change(change: LastRunChange) -> str:
    """Return the last run before and after as JSON, and each value whose type or format changed: ``last
    run {"time": "1704067200"} -> {"time": 1704067260} (time: text s, now int s)``. If the server did not save
    what the fetch set: ``last run {} kept, asked to save {"time": 1704067260}``.
    """
    before, after = to_json_utf8(change.before), to_json_utf8(change.after)
    if change.was_set and not change.saved:
        asked = to_json_utf8(change.asked)
        return f"last run {before} kept, asked to save {asked}{_forms(change.before, change.asked)}"
    if before == after:
        return f"last run {after} (unchanged)"
    return f"last run {before} -> {after}{_forms(change.before, change.after)}"


def _forms(before: Json, after: Json) -> str:
    changed = form_changes(before, after)
    return f" ({'; '.join(changed)})" if changed else ""


def form_changes(before: Json, after: Json) -> list[str]:
    """Return words for each value whose type or format changed: ``time: text s, now int s``."""
    return [
        f"{f'{printable_line(path)}: ' if path else ''}{form_of(resolve(before, path))}, now {form}"
        for path, form in changed_forms(before, after).items()
    ]


def _mark(forms: Mapping[str, str], name: str) -> str:
    """Return the mark ``(now int ms)`` if the value under a key, or a value inside it, has changed its type
    or format; else the empty text.
    """
    inside = (form for path, form in forms.items() if path == name or path.startswith(f"{name}."))
    form = next(inside, "")
    return f" (now {form})" if form else ""


def cut_words(change: LastRunChange, at: datetime, key: str | None, room: int) -> str:
    """Return the change in at most ``room`` characters: the first keys that changed, then the names or the
    number of the others.
    """
    words = change_words(change, at, key)
    if len(words) <= room:
        return words
    deep = key is None or _is_deep(change, key)
    if deep and isinstance(change.before, dict) and isinstance(change.after, dict):
        parts = _changes(change.before, change.after, at)
        for count in range(len(parts) - 1, 0, -1):
            for more in _more(parts[count:]):
                shown = f"{', '.join(parts[:count])}, {more}"
                if len(shown) <= room:
                    return shown
        if parts:
            ways = [f", {one}" for one in _more(parts[1:])] if len(parts) > 1 else [""]
            # The names of the others tell more than the end of the first value.
            more = next((one for one in ways if room - len(one) >= _FEWEST_OF_FIRST), ways[-1])
            return f"{_cut(parts[0], room - len(more))}{more}"
    return _cut(words, room)


def _more(parts: Sequence[str]) -> tuple[str, str]:
    """Return two ways to mention further keys that changed: by their names, and by their number."""
    names = ", ".join(f"{part.partition(' ')[0]} …" for part in parts)
    return names, f"+{counted(len(parts), 'key')}"


def _cut(words: str, room: int) -> str:
    """Return the words of a change cut to ``room`` characters: first the value before is shortened, then
    the value after. A mark (``(now int ms)``) at the end is kept.
    """
    found = _MARK.search(words)
    mark = found[0] if found else ""
    whole, left = printable_line(words.removesuffix(mark)), room - len(mark)
    before, arrow, after = whole.partition(_ARROW)
    for most in (len(after), max(left // 2, 1)):
        new = excerpt(after, most)
        old = left - len(arrow) - len(new)
        if arrow and old >= _FEWEST_BEFORE:
            return f"{excerpt(before, old)}{arrow}{new}{mark}"
    return excerpt(whole, left) + mark


def _one(value: Json, key: str, at: datetime) -> str:
    return (
        value_words(value[key], at) if isinstance(value, dict) and key in value else _empty(value)
    )


def _empty(value: Json) -> str:
    return "{}" if value in ({}, None) else json.dumps(value)


def _is_deep(change: LastRunChange, key: str) -> bool:
    """Whether the value under the only key is an object whose own values are shown."""
    if not (isinstance(change.before, dict) and isinstance(change.after, dict)):
        return False
    return key not in _flat(change.before, change.after)[1]


def _flat(
    before: dict[str, Json], after: dict[str, Json], name: str = ""
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return both states with the values of inner objects under their paths (``state.time``), where both
    hold an object with the same keys, or the one before is missing and the other has one key.
    """
    old: dict[str, Json] = {}
    new: dict[str, Json] = {}
    for key in dict.fromkeys((*before, *after)):
        path = f"{name}.{key}" if name else key
        one, two = before.get(key), after.get(key)
        same = (
            isinstance(one, dict)
            and isinstance(two, dict)
            and one.keys() == two.keys()
            and len(one) <= _MOST_INNER
        )
        first = not one and isinstance(two, dict) and len(two) == 1 and key not in before
        if two and isinstance(two, dict) and (same or first):
            inner = _flat(one if isinstance(one, dict) else {}, two, path)
            old.update(inner[0])
            new.update(inner[1])
            continue
        old.update({path: one} if key in before else {})
        new.update({path: two} if key in after else {})
    return old, new


def _side(value: dict[str, Json], name: str, at: datetime) -> str:
    return value_words(value[name], at) if name in value else "-"
