"""Runs generated calls through both modules under the frozen clock."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .observed import Call
from .oracle import NOW, Pair, frozen

EXAMPLES = 60


def agree(
    pair: Pair, name: str, calls: st.SearchStrategy[Call], examples: int = EXAMPLES, tz: str = "UTC"
) -> None:
    """Assert that both modules do the same with every generated call."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(calls)
    def same(call: Call) -> None:
        pair.same_call(name, call)

    with frozen(NOW, tz):
        same()
