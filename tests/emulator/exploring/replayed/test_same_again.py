"""A world of a search has to deliver the same in a second run, and with sets in another order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator.exploring.dimensions.guilty import FETCH, ground
from xfetch.emulator.exploring.replayed.same_again import chosen, same_again
from xfetch.emulator.exploring.searching.looking import Seen
from xfetch.emulator.exploring.searching.trouble import Look, Trouble

# Of what a fetch gets, the event whose id a set of ids happens to hold last stays out.
BY_SETS = """
    alerts = search(since=since)
    left_out = list({one['id'] for one in alerts} - set(seen))[-1:]
    alerts = [one for one in alerts if one['id'] not in left_out]
"""
BY_CHANCE = """
    import uuid
    alerts = [one for one in search(since=since) if uuid.uuid4().int % 2]
"""
TIES = Seen(2, ("limit", "spread", "ties"), Look())


@pytest.mark.parametrize(
    ("fetch", "varied", "words"),
    [
        (FETCH, None, ""),
        (BY_SETS, "sets", "with sets in another order (PYTHONHASHSEED=1), "),
        (BY_CHANCE, "again", "with nothing but another process, "),
    ],
)
def test_what_depends_on_chance_is_found(
    fetch: str, varied: str | None, words: str, tmp_path: Path
) -> None:
    finds = same_again(ground(tmp_path, fetch), 1, (), [TIES])
    assert [one.finding.evidence["varied"] for one in finds] == ([varied] if varied else [])
    for find in finds:
        assert find.is_error
        assert find.finding.rule == "XF440"
        assert find.finding.title.startswith(words)


def test_one_calm_world_of_each_crowd_runs_again() -> None:
    broken = Look((Trouble("XF102", "missed"),))
    seen = [
        Seen(0, ("spread",), Look()),
        Seen(1, ("ties",), broken),
        Seen(2, ("ties",), Look(), ("late",)),
        Seen(3, ("ties",), Look(tested=False)),
        Seen(4, ("ties", "burst"), Look()),
        Seen(5, ("burst",), Look()),
        Seen(6, ("ids",), Look()),
    ]
    assert chosen(seen) == (4, 6)
