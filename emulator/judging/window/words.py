"""The words that products use for time windows, and the splitting of a key into words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ...record.words import spaced


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


START = word_set(
    "start starting since from after gt gte ge min minimum begin beginning earliest newer "
    "greater more > >="
)
END = word_set(
    "to end ending until till before lt lte le max maximum latest older less stop upper expires "
    "exp expiry < <= .."
)
CHANGES = word_set(
    "created creation create updated update modified modification changed occurred detected "
    "opened received reported seen published"
)
CLOCKS = word_set("time date datetime timestamp ts epoch")
TIMES = CHANGES | CLOCKS
SPANS = word_set(
    "range window period last past back lookback ago within timeframe frame span history relative"
)
# A key whose last word is one of these does not hold a time; nor does one with a word of NEVER_TIME.
NO_TIME = word_set(
    "id ids uuid sign limit size count page offset version api ver v sv se phone account tenant "
    "seed cb token key cursor"
)
NEVER_TIME = word_set("nonce signature sig callback amz")
NO_SPAN = word_set(
    "timeout ttl scroll keep alive cache bucket interval expires retention poll delay"
)
PAGING = word_set("size limit count page rows offset length per results records items num top take")
# A key whose last word is one of these says how many items to return.
SIZES = word_set("size limit count per results num top take rows")
BARE_STARTS = word_set("start from begin after")
VALUE_KEYS = word_set("value values val right operand")
UNIT_KEYS = (("unit",), ("units",))
FIELD_KEYS = ("field", "name", "key", "property", "attribute", "column", "left")
KEY_UNITS = {
    name: size
    for size, names in (
        (1, ("second", "seconds", "secs")),
        # Not "min", which is a lower bound.
        (60, ("minute", "minutes", "mins")),
        (3600, ("hour", "hours")),
        (86400, ("day", "days")),
        (604800, ("week", "weeks")),
    )
    for name in names
}

_GLUED = re.compile(
    r"(start|from|since|begin|end|until|after|before|min|max|to|last|created|updated|modified)"
    r"(time|date|datetime|timestamp|ts|at|on|after|before|from|to|since|start|end|min|max)"
)
_GLUED_TIME = re.compile(r"(?!(?:up|vali)date)(\w+?)(date|time|timestamp|datetime)")
_GLUED_ORDER = re.compile(r"(greater|more|less|older|newer)(than)\w*")


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """Split a key such as ``createdDateTime``, ``start_time``, ``fromdate`` or ``x >=`` into lower-case
    words and comparison signs."""
    words: list[str] = []
    for word in re.findall(r"[a-z]+|[<>]=?|\.\.", spaced(name).lower()):
        forms = (form.fullmatch(word) for form in (_GLUED, _GLUED_TIME, _GLUED_ORDER))
        glued = next((match for match in forms if match), None)
        words += glued.groups() if glued else (word,)
    # The "to" of "greater than or equal to" ends no window.
    return tuple(w for i, w in enumerate(words) if w != "to" or i == 0 or words[i - 1] != "equal")


def flat(levels: Iterable[Iterable[str]]) -> list[str]:
    """Return the words of all levels of keys in one list."""
    return [word for level in levels for word in level]
