"""Find the calls in the code that sent a request: what the code reads from its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .value import UNKNOWN, Awaited, Value, absorb


def answer_for(path: str, awaited: Sequence[Awaited], line: int = 0) -> Value | None:
    """Return what the code reads from the answer to a request for a path; None if no call in the code fits.

    ``awaited_for`` finds the calls. If several fit equally well, what the code reads after each is merged.
    """
    calls = awaited_for(path, awaited, line)
    if not calls:
        return None
    whole = Value(answer=True, client=any(one.value.client for one in calls))
    for one in calls:
        absorb(whole, one.value)
        whole.attributes.update(one.value.attributes)
    return whole


def awaited_for(path: str, awaited: Sequence[Awaited], line: int = 0) -> list[Awaited]:
    """Return the calls in the code that fit best to a request for a path: they share the longest text with
    it.

    ``line`` is the line that sent the request, 0 if unknown. If calls contain this line, only they are
    considered. If none of them shares a text with the path, those of them that name no path are returned.
    """
    here = [one for one in awaited if one.lines[0] <= line <= one.lines[1]]
    ranked = [(score, one) for one in here or awaited if (score := _score(path, one.texts))]
    ranked = ranked or [(1, one) for one in here if not any("/" in text for text in one.texts)]
    best = max((score for score, _ in ranked), default=0)
    return [one for score, one in ranked if score == best]


def _score(path: str, texts: Iterable[str]) -> int:
    """Return how many characters of a path appear in the texts of a call; twice as many if its end does."""
    return max((_named(path, text) for text in texts), default=0)


def _named(path: str, text: str) -> int:
    text = re.sub(r"^\w+://[^/]*", "", text.partition("?")[0])
    parts = [part for part in text.split(UNKNOWN) if re.search(r"\w", part)]
    if not parts or not all(part.strip("/") in path for part in parts):
        return 0
    size = sum(len(part.strip("/")) for part in parts)
    middle = ".+".join(re.escape(part.rstrip("/")) for part in text.strip(UNKNOWN).split(UNKNOWN))
    ends = ".+" if text.endswith(UNKNOWN) else ""
    return 2 * size if re.search(rf"(^|/|\b){middle.removeprefix('/')}{ends}$", path) else size
