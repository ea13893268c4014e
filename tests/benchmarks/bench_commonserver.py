"""What importing the embedded CommonServerPython costs against importing the checkout's.

    XFETCH_CONTENT=content python -m tests.benchmarks.bench_commonserver

Each figure is the median of fresh processes, alternating between the two; processor time of the import
statement alone. Before it, every process has imported xfetch's runtime and LOADED, which is all that either
of the two imports: a process that brings another module says so. The checkout's file is imported as Python
imports any file: out of ``__pycache__`` where its bytecode lies there, compiled where it does not. The
garbage collector would come at a moment of chance and look through all that the process has; so it looks
once, at the end, through what the import has made. Nothing here is part of the suite.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.commonserver.oracle import COMMON_SERVER_FILE
from tests.conformance.commonserver.server import Server
from tests.emulator.commonserver.platform import at_hand
from xfetch.emulator.commonserver.assembly import codes

PROCESSES = 31
OURS, REAL = "embedded", "checkout"
LOADED = (
    *("dateparser", "requests", "urllib3", "xml.etree.ElementTree", "gzip", "gc", "inspect"),
    *("random", "logging", "traceback", "json", "socket", "base64", "signal", "distutils.version"),
    "xml.etree.cElementTree",
    "xfetch.emulator.commonserver.loose_version",  # what the embedded one has in place of distutils.version
)
# Imports one of the two in a process that has all else; prints what it took in ms, and what it brought.
_CHILD = """
import contextlib, gc, importlib, os, sys, time
from pathlib import Path
from tests.conformance.commonserver.server import Server
from tests.emulator.commonserver.platform import at_hand
from xfetch.emulator.integration import runtime
from xfetch.emulator.integration.common_server import CommonServer
from xfetch.emulator.integration.modules import ContentModules
which, folder, bytecode, *loaded = sys.argv[1:]
for name in loaded:
    with contextlib.suppress(ImportError):  # some are gone in later Pythons
        importlib.import_module(name)
before = set(sys.modules)
sys.pycache_prefix = bytecode
sys.dont_write_bytecode = False
if which == "embedded":
    sys.meta_path.insert(0, ContentModules(None, CommonServer("embedded")))
else:
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
with at_hand(Server()):
    gc.disable()
    began_ns = time.process_time_ns()
    import CommonServerPython
    gc.collect(0)
    spent_ms = (time.process_time_ns() - began_ns) / 1e6
brought = sorted(set(sys.modules) - before - {"CommonServerPython"})
print(spent_ms, *(name for name in brought if not name.startswith("xfetch.")))
"""


class Bench:
    """The checkout's file alone in a folder, and folders for the bytecode of each state."""

    def __init__(self, folder: Path, content: Path) -> None:
        self._folder = folder
        shutil.copy(content / COMMON_SERVER_FILE, folder)

    def ms(self, which: str, cached: bool) -> float:
        """One import, in a process of its own."""
        with self._bytecode(which, cached) as name:
            spent_ms, *brought = self._child(which, name)
        if brought:
            print(f"{which} also imported {', '.join(brought)}")
        return float(spent_ms)

    @contextmanager
    def _bytecode(self, which: str, cached: bool) -> Iterator[str]:
        name = f"{which}-{'kept' if cached else 'none'}"
        if cached and not (self._folder / name).exists():
            self._child(which, name)
        yield name
        if not cached:
            shutil.rmtree(self._folder / name)

    def _child(self, which: str, bytecode: str) -> list[str]:
        place = self._folder / bytecode
        command = [sys.executable, "-Wignore", "-c", _CHILD, which, str(self._folder), str(place)]
        environment: Mapping[str, str] = {**os.environ, "XDG_CACHE_HOME": str(place / "cache")}
        done = subprocess.run(
            [*command, *LOADED], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout.split()


def row(bench: Bench, told: str, *, ours_cached: bool, real_cached: bool) -> None:
    spent: dict[str, list[float]] = {OURS: [], REAL: []}
    for _ in range(PROCESSES):
        spent[OURS].append(bench.ms(OURS, ours_cached))
        spent[REAL].append(bench.ms(REAL, real_cached))
    ours, real = (statistics.median(spent[which]) for which in (OURS, REAL))
    print(f"{told:48} {ours:6.2f} ms {real:6.2f} ms {ours / real:5.0%}", flush=True)


def fresh_copy_ms() -> float:
    """What a cycle of ``--merged`` pays: all of the embedded one executed in a namespace of its own."""
    spent_ms = []
    with at_hand(Server()):
        for _ in range(PROCESSES):
            namespace = {"__name__": "__main__"}
            began_ns = time.process_time_ns()
            for code in codes():
                exec(code, namespace)
            spent_ms.append((time.process_time_ns() - began_ns) / 1e6)
    return statistics.median(spent_ms)


def main() -> None:
    content = os.environ.get("XFETCH_CONTENT")
    if not content:
        sys.exit("XFETCH_CONTENT must name a checkout of the content repository")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), Path(content))
        print(f"{'':48} {'embedded':>9} {'checkout':>9}  (load {os.getloadavg()[0]:.1f})")
        row(bench, "both out of their caches", ours_cached=True, real_cached=True)
        row(bench, "nothing cached", ours_cached=False, real_cached=False)
        row(bench, "ours cached, the checkout's compiled", ours_cached=True, real_cached=False)
    print(f"{'a fresh copy a cycle':48} {fresh_copy_ms():6.2f} ms")


if __name__ == "__main__":
    main()
