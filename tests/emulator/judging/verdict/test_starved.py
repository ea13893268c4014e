"""What waits in the end counts among the delays, and a stream that gets nothing is told."""

from __future__ import annotations

from xfetch.emulator.judging.verdict.starved import Starved, starved

from .worlds import at, event, fetch, judged

TRUTH = [
    *(event(f"a{n}", 60 * n - 90, stream="a") for n in range(9)),
    *(event(f"b{n}", 60 * n - 80, stream="b") for n in range(9)),
]
FLOW = [fetch(cycle, f"a{cycle - 1}") for cycle in range(1, 7)]


def test_a_stream_that_gets_nothing() -> None:
    told = judged(TRUTH, *FLOW)
    assert list(starved(told)) == [
        Starved("stream b", 7, 0, TRUTH[9], there_s=300.0, fetches=6, since=1)
    ]
    since = judged(TRUTH, *FLOW, since_s=-3600)
    assert [one.there_s for one in starved(since)] == [381.0]


def test_a_stream_that_gets_nothing_more() -> None:
    fed = fetch(1, "a0", "b0", "b1")
    (told,) = starved(judged(TRUTH, fed, *FLOW[1:]))
    assert (told.group, told.held, told.delivered, told.fetches, told.since) == (
        "stream b",
        5,
        2,
        5,
        2,
    )


def test_who_takes_turns_starves_nobody() -> None:
    turns = [fetch(cycle, f"{'ab'[cycle % 2]}{cycle // 2}") for cycle in range(1, 13)]
    assert list(starved(judged(TRUTH, *turns))) == []
    assert list(starved(judged(TRUTH, *FLOW[:4]))) == []


def test_nothing_flows_in_a_fetch_that_is_quiet_or_fails() -> None:
    quiet = [
        fetch(1, "a0"),
        *(fetch(n) for n in (2, 3)),
        *(fetch(n, status="error") for n in (4, 5, 6)),
    ]
    assert list(starved(judged(TRUTH, *quiet))) == []


def test_a_kind_of_event_that_never_comes() -> None:
    truth = [
        event(f"{kind}{n}", 60 * n - 90, fields={"type": kind})
        for n in range(9)
        for kind in ("a", "b")
    ]
    (told,) = starved(judged(truth, *FLOW))
    assert (told.group, told.delivered) == ("type b", 0)
    alike = [event(f"a{n}", 60 * n - 90, fields={"type": "a", "n": n}) for n in range(9)]
    assert list(starved(judged(alike, *FLOW))) == []


def test_what_is_not_wanted_does_not_starve() -> None:
    truth = [*TRUTH[:9], event("b0", 0, stream="b", in_scope=False)]
    assert list(starved(judged(truth, *FLOW))) == []


def test_the_oldest_that_waits() -> None:
    told = judged(TRUTH, *FLOW)
    assert told.waiting is not None
    assert (told.waiting.oldest.id, told.waiting.most_s) == ("b0", 300.0)
    # The last fetch alone could see b6, and a6 is left to the next one.
    assert told.waiting.events == 6
    assert judged(TRUTH[:9], *FLOW).waiting is None
    assert (
        judged([event("a", 0, visible_s=100), event("b", 10)], fetch(1), fetch(2, "b")).waiting
        is None
    )


def test_nothing_waits_for_a_fetch_that_is_stuck() -> None:
    from xfetch.emulator.judging.verdict.fold import VerdictFold

    from .worlds import ID

    fold = VerdictFold(TRUTH, ID, None)
    for run in FLOW:
        fold.see(run)
    told = fold.end(stuck=True)
    assert (told.waiting, list(starved(told)), told.span.first_at) == (None, [], at(1))
