"""Tells whether requests differ only in how much is left: a limit, a number of tries, a time to wait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ...record.entries import Exchange
from ..window.sent_values import sent_values

# Other numbers that fall are a way of their own: pages from the last to the first, days back, older ids.
_LEFT = re.compile(r"limit|size|count|max|top|remain|left|tries|ttl|timeout|wait|budget", re.I)


def counts_down(exchanges: Sequence[Exchange]) -> bool:
    """Whether the requests differ only in values that say how much is left, such as a limit: each of these
    gets smaller with each request. At least one value must differ.
    """
    sent = [{one.key: str(one.value) for one in sent_values(item)} for item in exchanges]
    if any(one.keys() != sent[0].keys() for one in sent):
        return False
    moved = [key for key in sent[0] if any(one[key] != sent[0][key] for one in sent)]
    return bool(moved) and all(_falls(key, [one[key] for one in sent]) for key in moved)


def _falls(key: str, values: Sequence[str]) -> bool:
    numbers = [int(value) for value in values if value.isascii() and value.isdigit()]
    falls = all(one > other for one, other in pairwise(numbers))
    return len(numbers) == len(values) and falls and _LEFT.search(key) is not None
