"""How long a check takes where nothing has changed.

    python -m tests.benchmarks.bench_cache CHECKOUT [COUNT]

It makes a scenario for each of so many integrations of a content checkout and keeps a result for each, with
what the process that judges has really read of it, and with what the child process of one real run has read.
The integrations themselves are not run: that would take minutes, and a check that finds all results does not
run them either. Then ``xfetch check`` is run on all of them, twice: the first time without an index of files.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time

from click.testing import CliRunner

from xfetch.cli.main import cli
from xfetch.emulator.checking.caching.cache import cache_of
from xfetch.emulator.checking.check_one import CheckSettings, request_of, run_one
from xfetch.emulator.emulate import prepare
from xfetch.emulator.errors import XfetchError
from xfetch.emulator.files_read import FilesRead, own_folders, recording

_SAMPLE = Path(__file__).parents[2] / "sample_integrations" / "ties_dropped" / "scenario.yml"


def main(checkout: Path, count: int) -> None:
    codes = sorted(
        path
        for path in checkout.glob("Packs/*/Integrations/*/*.py")
        if path.stem == path.parent.name and path.with_suffix(".yml").is_file()
    )
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ["XFETCH_CACHE"] = "cache"
        scenarios = []
        for number, code in enumerate(islice(cycle(codes), count)):
            path = Path(f"{number:04}.xfetch.yml")
            path.write_text(f"integration: {code}\ncommand: fetch-incidents\ncycles: 2\n")
            scenarios.append(path)
        _keep_all(scenarios)
        for words in ("without an index of files", "with it"):
            began_s, cpu_s = perf_counter(), process_time()
            told = CliRunner().invoke(cli, ["check", ".", "-q"])
            took = f"{perf_counter() - began_s:5.2f} s, {process_time() - cpu_s:5.2f} s of CPU"
            print(f"{count} results from the cache, {words}: {took}: {told.stderr.strip()}")


def _keep_all(scenarios: list[Path]) -> None:
    settings = CheckSettings(content_variable=os.environ.get("XFETCH_CONTENT"))
    cache = cache_of(Path("cache").absolute(), settings)
    inside = FilesRead()
    result = run_one(_SAMPLE, settings, inside)
    for path in scenarios:
        record = FilesRead(private=(str(cache.folder),), skipped=own_folders())
        with recording(record), suppress(XfetchError):
            prepare(request_of(path, settings))
        record.take(inside.row())
        cache.keep(path, (), replace(result, path=str(path)), record)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
