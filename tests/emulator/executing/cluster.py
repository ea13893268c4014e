"""A Dask cluster for tests: a scheduler and workers, as real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_HOME = Path(__file__).parents[3]
# How fast a machine is, is not what these tests are about.
_PATIENCE_S = 600.0


@dataclass
class Cluster:
    """A running cluster; ``workers`` are its processes."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]]

    def add_worker(self, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a worker with one thread under a nanny, which starts it again if it dies. It is a daemon.

        It registers itself a little later.
        """
        number = len(self.workers)
        options = ("--nthreads", "1", "--no-dashboard", "--name", f"w{number}")
        place = ("--local-directory", str(self.folder / f"w{number}"))
        worker = _started("worker", self.address, *options, *place, env=env)
        self.workers.append(worker)
        return worker

    def kill_one_after(self, count: int) -> None:
        """Wait until so many tasks have been given to workers, then kill a worker that has one."""
        from distributed import Client

        seen: set[str] = set()
        end_s = time.monotonic() + _PATIENCE_S
        with Client(self.address, set_as_default=False) as client:
            while time.monotonic() < end_s:
                pids = client.run(os.getpid)
                given = {worker: keys for worker, keys in client.processing().items() if keys}
                seen.update(str(key) for keys in given.values() for key in keys)
                if len(seen) >= count and given:
                    os.kill(pids[min(given)], signal.SIGKILL)
                    return
        raise TimeoutError(f"{len(seen)} tasks were given, not {count}")

    def wait(self, count: int) -> None:
        """Wait until so many workers are registered."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=_PATIENCE_S)


@contextmanager
def cluster(folder: Path, count: int = 2) -> Iterator[Cluster]:
    """A cluster whose scheduler and workers end with this context."""
    file = folder / "scheduler.json"
    address = ("--host", "127.0.0.1", "--port", "0")
    scheduler = _started("scheduler", *address, "--no-dashboard", "--scheduler-file", str(file))
    one = Cluster("", folder, [])
    try:
        end_s = time.monotonic() + _PATIENCE_S
        while not one.address and time.monotonic() < end_s:
            time.sleep(0.05)
            if file.exists() and file.read_text(encoding="utf-8").endswith("}"):
                one.address = json.loads(file.read_text(encoding="utf-8"))["address"]
        for _ in range(count):
            one.add_worker()
        if count:
            one.wait(count)
        yield one
    finally:
        for process in (*one.workers, scheduler):
            # A nanny that is killed would leave its worker.
            process.terminate()
        for process in (*one.workers, scheduler):
            process.wait()


def _started(
    what: str, *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(_HOME), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-m", "dask", what, *arguments],
        env={**os.environ, "PYTHONPATH": path, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
