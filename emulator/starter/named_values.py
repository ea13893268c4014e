"""Made-up values for keys of an answer, chosen by the names of the keys, where the code expects no value."""

from __future__ import annotations

import re

from ..record.entries import Json
from .cursor import NEXT

# Large enough for a least score that an instance asks for.
NUMBER_OF_EVENT = 10
TOKEN = re.compile(
    r"(access|auth|api|id|refresh)?_?(token|jwt|ticket)s?$|session_?(id|key)?$|^sid$", re.I
)
PLACEHOLDER = "xfetch-guessed-token"
JWT_PLACEHOLDER = "xfetch-guessed.jwt.token"
LIFETIME_S = 3600
# By the name of a value outside the events: what it holds when there is nothing more to fetch, and no error.
NAMED: tuple[tuple[re.Pattern[str], Json], ...] = tuple(
    (re.compile(pattern, re.I), value)
    for pattern, value in (
        (r"succe(ss|eded)|^ok$", True),
        (r"^(has|is)_?\w+|more|truncated", False),
        (rf"{NEXT.pattern}|(^|_)(previous|prev|after|before)$", None),
        (r"error|exception|(?<!de)fault", None),
        (r"expires?_?(in|on|at)?$|ttl|duration|lifetime", LIFETIME_S),
        (r"token_?type", "Bearer"),
        (r"(total_?|num_?|number_?of_?)pages$|^pages$|page_?count$", "@pages"),
        (r"total|^count|_count$|Count$", "@total"),
        (r"pages?$", 1),
        (r"count|size|limit|^amount$", "@count"),
        (r"offset|skip", 0),
        (r"url|href|link|location|host|domain", "https://xfetch.example.com/"),
        (r"status_?code|^code$", 200),
        (r"version", "10.0.0"),
        (r"status|state", "success"),
    )
)
NAMED_IN_EVENTS: tuple[tuple[re.Pattern[str], Json], ...] = tuple(
    (re.compile(pattern, re.I), value)
    for pattern, value in (
        (r"^(has|is)_?[A-Z_]\w*|enabled$|^is", False),
        (r"url|href|link", "https://xfetch.example.com/1"),
        (r"e_?mail|sender|recipient", "user@xfetch.example.com"),
        (r"(^|_)ip(v4)?(_?addr(ess)?)?$|Ip$", "192.0.2.1"),
        (r"score|count|number|level$|total|size|port$|rank", NUMBER_OF_EVENT),
    )
)
