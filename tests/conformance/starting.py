"""Write a starter for each integration named on standard input, and run it.

A script for the interpreter with the libraries of the integrations: ``python starting.py CONTENT [KEPT]``
reads a target a line and writes what came of it, a line of JSON each. The starters are kept in the folder
KEPT. The libraries are imported once; each integration then gets a fork of its own, so that what it does to
the process stays there.
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from xfetch.emulator.emulate import emulate, prepare
from xfetch.emulator.errors import XfetchError
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.from_scenario import with_scenario
from xfetch.emulator.request.request import Container, Request
from xfetch.emulator.request.scenario_file.read import read_scenario
from xfetch.emulator.settings.isolation import Isolation
from xfetch.emulator.settings.settings import RunSettings
from xfetch.emulator.starter.lacking import lacking_in
from xfetch.emulator.starter.starter import starter

LIMIT_S = 400.0
# How long init watches in real time: a busy machine is no reason to learn less.
_WATCH_S = 240.0
# A library that opens its own connections is served in a child process only.
_OWN_CONNECTION = re.compile(r"Network is unreachable|getaddrinfo|Name or service|name resolution")


def _result(target: str, content: Path, kept: Path | None) -> dict[str, Any]:
    """Return what came of one integration: its kind, the number of its incidents, and why there were none."""
    found = _tried(target, content, kept, Isolation("inline"))
    if found["kind"] == "fails" and _OWN_CONNECTION.search(found["says"]):
        return _tried(target, content, kept, Isolation("process"))
    return found


def _tried(target: str, content: Path, kept: Path | None, isolation: Isolation) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="starter-") as folder:
        file = Path(folder) / "starter.yml"
        begun = Request(
            content / target,
            scenario=RunSettings(command="fetch-incidents"),
            container=Container(content, None),
            isolation=isolation,
            stated=frozenset(("cycles", "command")),
        )
        try:
            text = starter(begun, file).text
            file.write_text(text, encoding="utf-8")
            if kept is not None:
                place = kept / Path(target).with_suffix("").name / "scenario.yml"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
        except XfetchError as error:
            return {"kind": "no starter", "created": 0, "says": str(error)}
        request = Request(
            content / target,
            container=Container(content, None),
            isolation=isolation,
            stated=frozenset(),
        )
        prepared = prepare(with_scenario(request, read_scenario(file), frozenset()))
        # What else a guess could be takes further runs, which bring no further event of this one.
        outcome = emulate(prepared, traced=False)
        words = lacking_in(outcome, prepared, "starter.yml")
        return _judged(replace(outcome, lacking=words))


def _judged(outcome: Outcome) -> dict[str, Any]:
    created = sum(len(run.incidents) for run in outcome.runs)
    if created:
        events = len(outcome.dossier.truth or ())
        exit_code = outcome.exit_code()
        return {
            "kind": "events",
            "created": created,
            "says": outcome.lacking,
            "of": events,
            "exit": exit_code,
            "alike": _alike(outcome),
        }
    failed = [run.failure for run in outcome.runs if run.failure is not None]
    if failed:
        last = failed[-1]
        says = f"{last.cause or last.message} {last.first_line or ''}".strip()
        return {"kind": "fails", "created": 0, "says": says}
    asked = sum(len(run.record.exchanges) for run in outcome.runs)
    says = f"{asked} requests, {len(list(outcome.runs))} cycles ended well"
    return {"kind": "nothing came", "created": 0, "says": says}


def _alike(outcome: Outcome) -> int:
    """Return how many incidents equal an earlier one in all that they hold."""
    whole = [
        json.dumps(one, sort_keys=True, default=str)
        for run in outcome.runs
        for one in run.incidents
    ]
    return len(whole) - len(set(whole))


def _forked(target: str, content: Path, kept: Path | None) -> dict[str, Any]:
    """Return the result of a fork, which is ended with all that it started."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        try:
            found = _result(target, content, kept)
        except BaseException as error:
            found = {"kind": "fails", "created": 0, "says": f"{type(error).__name__}: {error}"}
        os.write(writing, json.dumps(found).encode()[:60_000])
        os._exit(0)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], LIMIT_S)
    text = os.read(reading, 65_536) if ready else b""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(reading)
    late = {"kind": "fails", "created": 0, "says": "no end within the real time limit"}
    found: dict[str, Any] = json.loads(text) if text else late
    return found


def main() -> None:
    # Most integrations need these, and they take longest to import.
    import dateparser
    import requests

    from xfetch.emulator.starter.watching import watch

    assert dateparser
    assert requests
    watch._LONGEST_REAL_S = _WATCH_S
    content = Path(sys.argv[1])
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    for line in sys.stdin:
        print(json.dumps(_forked(line.rstrip("\n"), content, kept)), flush=True)


if __name__ == "__main__":
    main()
