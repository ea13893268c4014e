"""The form of a saved value: its JSON type, and how it writes a time.

Code that reads back another form than it wrote fails or asks for a wrong time: text instead of a number,
milliseconds instead of seconds, a time without a zone.
"""

from __future__ import annotations

from ..record.entries import Json
from ..record.times import as_instant, plausible_unit, wall_clock
from .verdict.last_run_cursor import state_values

_UNITS = {1: "s", 10**3: "ms", 10**6: "us", 10**9: "ns"}


def form_of(value: Json) -> str:
    """Return the form of a value: ``int s``, ``text ms``, ``ISO zoned``, ``ISO naive``, ``text``, ``int``,
    ``float``.

    ``s``, ``ms``, ``us`` and ``ns`` are the units of an epoch. The form of a value that is neither text nor
    number is empty.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    kind = "text" if isinstance(value, str) else type(value).__name__
    if as_instant(value) is None:
        return kind
    unit = plausible_unit(value)
    if unit is not None:
        return f"{kind} {_UNITS[unit]}"
    return "ISO naive" if wall_clock(str(value).strip())[1] is None else "ISO zoned"


def changed_forms(before: Json, after: Json) -> dict[str, str]:
    """Return the values whose form differs between two states: the dotted path of each, with its new
    form. The form is that of ``form_of``: the JSON type, and how a time is written.

    A value that appears, disappears or becomes empty is left out. A state that is itself a text or
    a number has the empty path.
    """
    old = dict(state_values(before, lists=False))
    found = {}
    for path, value in state_values(after, lists=False):
        form = form_of(value)
        if path in old and form_of(old[path]) != form:
            found[path] = form
    return found
