"""Strategies for the arguments that integrations give: right ones, empty ones, odd ones, wrong ones."""

from __future__ import annotations

import string
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from .observed import Call

empties = st.sampled_from([None, "", [], {}, (), 0, False, " ", "None", "null"])
zones = st.sampled_from(
    [None, timezone.utc, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))]
)
instants = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31), timezones=zones)
whole_seconds = instants.map(lambda instant: instant.replace(microsecond=0))
formats = st.sampled_from(
    [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S.%f",
        "%Y-%m-%dT%H:%M:%S.%fZ",
        "%Y-%m-%d %H:%M:%S",
        "%d/%m/%Y",
        "%b %d %Y",
    ]
)
date_texts = st.builds(lambda instant, pattern: instant.strftime(pattern), instants, formats)
iso_texts = instants.map(lambda instant: instant.isoformat())
numbers = st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, width=32)
number_texts = numbers.map(str)
words = st.text(string.ascii_letters + string.digits + "_-. ", max_size=20)
texts = st.text(max_size=30) | words
scalars = st.none() | st.booleans() | st.integers(-1000, 10**12) | texts
keys = st.text(string.ascii_letters + string.digits + "_. ", min_size=1, max_size=12)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(keys, json_values, max_size=5)
tables = st.lists(st.dictionaries(keys, scalars, max_size=4), max_size=4)
# What no function asks for, and every function gets one day.
wrong = st.one_of(
    empties,
    numbers,
    st.booleans(),
    st.binary(max_size=8),
    instants,
    st.lists(scalars, max_size=3),
    st.lists(scalars, max_size=3).map(tuple),
    st.sets(words, max_size=1),
    objects,
    texts,
)


def calls(
    *positional: st.SearchStrategy[Any],
    server: st.SearchStrategy[dict[str, Any]] | None = None,
    **optional: st.SearchStrategy[Any],
) -> st.SearchStrategy[Call]:
    """Calls with all the positional arguments and any selection of the optional ones."""
    return st.builds(
        Call,
        st.tuples(*positional),
        st.fixed_dictionaries({}, optional=optional),
        server if server is not None else st.just({}),
    )
