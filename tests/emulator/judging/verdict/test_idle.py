from __future__ import annotations

from datetime import timedelta

from xfetch.emulator.judging.verdict.idle import Idle, IdleFetches
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.settings.settings import DEFAULT_START, FETCH_ASSETS, FETCH_EVENTS

KEPT = LastRunChange({}, None, {}, was_set=False, saved=False)
EVENTS, HOSTS, NEVER = "events", "hosts", "never"


def after(*fetches: tuple[str, set[str]]) -> dict[str, int]:
    """The first idle cycle by stream, after these fetches: their commands, and the streams they brought."""
    followed = IdleFetches()
    for cycle, (command, streams) in enumerate(fetches, 1):
        at = DEFAULT_START + timedelta(minutes=cycle)
        run = FetchRun(cycle, at, at, "ok", "", KEPT, command=command)
        followed.note(command, streams)
        followed.see(run, at, is_idle=not streams)
    found = followed.by_stream([EVENTS, HOSTS, NEVER])
    for idle in found.values():
        assert idle == Idle(idle.cycle, DEFAULT_START + timedelta(minutes=idle.cycle))
    return {stream: idle.cycle for stream, idle in found.items()}


def test_the_last_two_fetches_of_one_command_are_idle() -> None:
    brought, idle = (FETCH_EVENTS, {EVENTS}), (FETCH_EVENTS, set[str]())
    assert after(brought, idle) == {}
    assert after(brought, idle, idle) == {EVENTS: 2, HOSTS: 2, NEVER: 2}
    assert after(idle, idle, brought, idle, idle, idle) == {EVENTS: 5, HOSTS: 5, NEVER: 5}


def test_fetches_of_another_command_say_nothing() -> None:
    events, hosts = (FETCH_EVENTS, {EVENTS}), (FETCH_ASSETS, {HOSTS})
    idle, idle_assets = (FETCH_EVENTS, set[str]()), (FETCH_ASSETS, set[str]())
    # The hosts are fetched rarely: none of these fetches could bring more of them.
    assert after(events, hosts, idle, idle, idle) == {EVENTS: 4}
    assert after(events, hosts, idle_assets, idle_assets, idle_assets) == {HOSTS: 4}
    both = (events, hosts, idle, idle, idle_assets, idle, idle_assets)
    assert after(*both) == {EVENTS: 4, HOSTS: 5, NEVER: 4}


def test_a_stream_that_never_came_belongs_to_a_command_that_brought_none() -> None:
    events, idle_assets = (FETCH_EVENTS, {EVENTS}), (FETCH_ASSETS, set[str]())
    assert after(events, idle_assets, idle_assets, events) == {HOSTS: 2, NEVER: 2}
