"""The form in which a value is saved: its JSON type, and how it writes a time.

Code that reads back another form than it wrote fails or asks from a wrong time: text instead of a number,
milliseconds instead of seconds, a time without a zone.
"""

from __future__ import annotations

from ..record.entries import Json
from ..record.times import as_instant, plausible_unit, wall_clock
from .verdict.last_run_cursor import state_values

_UNITS = {1: "s", 10**3: "ms", 10**6: "us", 10**9: "ns"}


def form_of(value: Json) -> str:
    """Return the form: ``int s``, ``text ms``, ``ISO zoned``, ``ISO naive``, ``text``, ``int``, ``float``.

    ``s``, ``ms``, ``us`` and ``ns`` are the units of an epoch. Empty for a value that is neither a text nor a
    number.
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
    """Return the new form of each value that another form replaced, by the dotted path of the value.

    A value that appears, disappears or is empty has not changed its form. The path of a state that is
    itself a text or a number is empty.
    """
    old = dict(state_values(before, lists=False))
    found = {}
    for path, value in state_values(after, lists=False):
        form = form_of(value)
        if path in old and form_of(old[path]) != form:
            found[path] = form
    return found
