"""What a process does that the integration forks is the fetch's own doing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.settings.isolation import Isolation

FORKS = """
import multiprocessing, requests
def work():
    number = demisto.getLastRun().get('number', 0)
    time.sleep(5)
    text = requests.get('https://probe.example.com/items').text
    print('got ' + text)
    demisto.setLastRun({'number': number + 1})
    demisto.setIntegrationContext({'seen': text})
    demisto.incidents([{'name': text + str(number)}])
demisto.info('before')
process = multiprocessing.get_context('fork').Process(target=work)
process.start()
process.join()
demisto.info('after')
"""
VENDOR = "class Vendor:\n    def handle(self, request, now): return {'body': 'item'}\n"
BOTH = [Isolation("process"), Isolation("inline")]


@pytest.mark.parametrize("isolation", BOTH, ids=["process", "inline"])
def test_calls_of_a_forked_process_are_recorded(tmp_path: Path, isolation: Isolation) -> None:
    home, vendor = worlds.write(tmp_path, FORKS), worlds.vendor(tmp_path, VENDOR)
    outcome = worlds.run(home, 2, vendor_file=vendor, isolation=isolation)
    first, second = outcome.runs
    assert [run.status for run in (first, second)] == ["ok", "ok"]
    assert first.last_run.after == {"number": 1}
    assert second.last_run.after == {"number": 2}
    assert [incident["name"] for incident in second.incidents] == ["item1"]
    assert second.context_changed
    assert len(second.record.exchanges) == 1
    assert second.duration_s == pytest.approx(5.2)
    entries = second.record.entries
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    logs = [log.message for log in second.record.logs]
    assert logs == ["before", "got item", "after"]


@pytest.mark.parametrize("isolation", BOTH, ids=["process", "inline"])
def test_a_forked_process_that_sleeps_past_the_timeout(
    tmp_path: Path, isolation: Isolation
) -> None:
    body = """
    import multiprocessing
    def work():
        demisto.setLastRun({'n': 1})
        time.sleep(1000)
    process = multiprocessing.get_context('fork').Process(target=work)
    process.start()
    process.join()
    """
    outcome = worlds.run(worlds.write(tmp_path, body), isolation=isolation)
    run = next(iter(outcome.runs))
    assert run.status == "timeout"
    assert not run.last_run.saved
    assert run.duration_s == 300.0


@pytest.mark.parametrize("isolation", BOTH, ids=["process", "inline"])
def test_many_forked_processes_do_not_mix(tmp_path: Path, isolation: Isolation) -> None:
    body = """
    import multiprocessing
    def work(number):
        for line in range(50):
            demisto.debug(f"{number} {line} " + "x" * 5000)
    context = multiprocessing.get_context('fork')
    processes = [context.Process(target=work, args=(number,)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    """
    outcome = worlds.run(worlds.write(tmp_path, body), isolation=isolation)
    logs = [log.message.split() for log in next(iter(outcome.runs)).record.logs]
    for number in range(4):
        lines = [int(line) for who, line, _ in logs if who == str(number)]
        assert lines == list(range(50))


def test_what_was_forked_before_a_death_survives_it(tmp_path: Path) -> None:
    body = """
    import multiprocessing
    process = multiprocessing.get_context('fork').Process(target=demisto.debug, args=('forked',))
    process.start()
    process.join()
    os._exit(1)
    """
    outcome = worlds.run(worlds.write(tmp_path, body), isolation=Isolation("process"))
    run = next(iter(outcome.runs))
    assert run.status == "crashed"
    assert [log.message for log in run.record.logs] == ["forked"]
