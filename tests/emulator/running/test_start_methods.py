"""multiprocessing: fork works under the clock, spawn and forkserver are refused by name."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.running.start_methods import StartMethodNotEmulated, only_fork
from xfetch.emulator.settings.isolation import Isolation

BOTH = [Isolation("process"), Isolation("inline")]
# Imported late: xfetch imports ahead only what stands at the top of a file.
TRIES = """
    import importlib
    multiprocessing = importlib.import_module('multiprocessing')
    ProcessPoolExecutor = importlib.import_module('concurrent.futures').ProcessPoolExecutor
    context = multiprocessing.get_context({method!r})
    def process():
        started = context.Process(target=print)
        started.start()
        started.join()
    def pool():
        with context.Pool(1) as pool:
            pool.map(abs, [-1])
    def executor():
        with ProcessPoolExecutor(1, mp_context=context) as executor:
            executor.submit(abs, -1).result()
    def manager():
        with context.Manager() as manager:
            manager.dict()
    def default():
        multiprocessing.set_start_method({method!r}, force=True)
        multiprocessing.Process(target=print).start()
    for start in (process, pool, executor, manager, default):
        said = 'started'
        try:
            start()
        except Exception as error:
            said = str(error)
        demisto.incidents([{{'name': said}}])
"""


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_other_start_methods_are_refused_by_name(tmp_path: Path, method: str) -> None:
    home = worlds.write(tmp_path, TRIES.format(method=method))
    outcome = worlds.run(home, isolation=Isolation("process"))
    (run,) = outcome.runs
    said = [incident["name"] for incident in run.incidents]
    assert len(said) == 5
    for text in said:
        assert f"start method '{method}' is not emulated by xfetch" in text
        assert "multiprocessing.get_context('fork')" in text


@pytest.mark.parametrize("isolation", BOTH, ids=["process", "inline"])
def test_fork_works(tmp_path: Path, isolation: Isolation) -> None:
    home = worlds.write(tmp_path, TRIES.format(method="fork"))
    outcome = worlds.run(home, isolation=isolation)
    (run,) = outcome.runs
    assert [incident["name"] for incident in run.incidents] == ["started"] * 5


def test_an_executor_forks_unless_told_otherwise(tmp_path: Path) -> None:
    body = """
    from concurrent.futures import ProcessPoolExecutor
    with ProcessPoolExecutor(2) as pool:
        found = sorted(pool.map(abs, [-1, -2]))
    demisto.incidents([{'name': str(found)}])
    """
    outcome = worlds.run(worlds.write(tmp_path, body), isolation=Isolation("process"))
    (run,) = outcome.runs
    assert [incident["name"] for incident in run.incidents] == ["[1, 2]"]


def test_inline_is_refused_and_leaves_nothing_behind() -> None:
    process = multiprocessing.get_context("spawn").Process
    before = vars(process)["_Popen"]
    with only_fork(), pytest.raises(StartMethodNotEmulated, match="'spawn'"):
        process(target=print).start()
    assert vars(process)["_Popen"] is before
