"""Reputations as entries, and commands that the server runs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from . import arguments as some
from .compare import agree
from .observed import plain
from .oracle import Pair

kinds = st.sampled_from(
    [
        *(
            "ip",
            "IP",
            "url",
            "file",
            "md5",
            "sha256",
            "ssdeep",
            "domain",
            "cve",
            "email",
            "account",
        ),
        *("cryptocurrency", "certificate", "attackpattern", "custom", "foo", "cidr", ""),
    ]
)
values = st.sampled_from(["a" * 32, "b" * 40, "x" * 40, "x", "CN=a", ""])
entries = st.lists(
    st.fixed_dictionaries(
        {}, optional={"Type": st.sampled_from([1, 4]), "Contents": some.words | some.objects}
    ),
    max_size=3,
)
CASES = {
    "scoreToReputation": some.calls(st.integers(-1, 5) | some.wrong),
    "is_mac_address": some.calls(
        st.sampled_from(["00:11:22:aa:BB:ff", "00-11-22-33-44-55", "00:11:22:33:44:5g"])
        | some.wrong
    ),
    "build_dbot_entry": some.calls(
        values,
        kinds,
        some.words,
        st.integers(-1, 4),
        description=some.words,
        build_malicious=st.booleans(),
    ),
    "build_malicious_dbot_entry": some.calls(values, kinds, some.words, description=some.words),
    "execute_command": some.calls(
        some.words,
        some.objects,
        extract_contents=st.booleans(),
        fail_on_error=st.booleans(),
        server=st.fixed_dictionaries({"executeCommand": entries}),
    ),
    "isCommandAvailable": some.calls(
        st.sampled_from(["x", "y", None]),
        server=st.just({"getAllSupportedCommands": {"b": [{"name": "x"}, {}], "c": []}}),
    ),
    "indicators_value_to_clickable": some.calls(
        st.lists(some.words, max_size=3) | some.wrong,
        server=st.just({"searchIndicators": {"iocs": [], "total": 0}}),
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_functions(modules: Pair, name: str) -> None:
    agree(modules, name, CASES[name], examples=150)


def test_what_nobody_knows(modules: Pair) -> None:
    def shown(module: Any, *args: Any, **kwargs: Any) -> Any:
        made = module.create_indicator_result_with_dbotscore_unknown(*args, **kwargs)
        return made.readable_output, made.indicator.to_context(), type(made.indicator).__name__

    for side in (modules.real, modules.ours):
        side.shown_unknown = lambda *a, _m=side, **k: plain(shown(_m, *a, **k))
    calls = some.calls(
        values,
        kinds,
        reliability=st.sampled_from([None, "A - Completely reliable", "x"]),
        context_prefix=st.sampled_from([None, "Pre", ""]),
        address_type=st.sampled_from([None, "bitcoin"]),
    )
    agree(modules, "shown_unknown", calls, examples=300)
