"""Reads a run that was saved as JSON, so that it can be judged and rendered again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import LoadError
from ..judging.dossier import ClockFacts, Dossier, IntegrationFacts, Setting
from ..judging.expected import held_to
from ..judging.finding import ERROR
from ..judging.identity import Identity
from ..judging.outcome import Outcome, outcome_of
from ..judging.run_facts import RunFacts
from ..record.codec import CodecError, codec
from ..record.entries import Attempt, Call, CheckedJson, Entry, Exchange, Line, Log, Record
from ..record.fetch_run import FetchRun
from ..record.product_event import event_of
from ..record.store.stored_fetch import check_sent
from ..record.trace import Trace
from ..settings.expectation import expectation_of
from ..settings.section import Section
from .saved_form import guessed_of
from .saved_run_schema import complaint

SCHEMA = 1
_ENTRIES: Mapping[str, type[Any]] = {
    "calls": Call,
    "requests": Exchange,
    "logs": Log,
    "attempts": Attempt,
}
_LONG = (*_ENTRIES, "fetches", "truth")
_STATUSES = ("ok", "error", "timeout", "crashed", "skipped")
_RUN = codec(FetchRun, "record")
_ADVICE = ("xfetch run … -o json:run.json writes one",)


def read_run(path: Path, severities: Mapping[str, str]) -> Outcome:
    """Read a saved run, judge it again and compare it with what its scenario expected. ``severities``
    override those that are saved with the run.

    Raises LoadError for a file that is not a saved run or that a newer xfetch wrote. The message names the
    first key that does not fit the schema of saved runs.
    """
    saved = _parsed(path)
    # The readers check the long lists themselves; the slow schema sees those only where a reader fails.
    wrong = complaint(_without_lists(saved))
    if wrong:
        raise LoadError(f"not a complete saved run: {wrong}", where=str(path), advice=_ADVICE)
    try:
        return _outcome(saved, severities)
    except Exception as error:
        wrong = complaint(saved) or f"{type(error).__name__}: {error}"
        what = f"not a complete saved run: {wrong}"
        raise LoadError(what, where=str(path), advice=_ADVICE) from error


def _without_lists(saved: Mapping[str, CheckedJson]) -> dict[str, CheckedJson]:
    """Return the saved run without its long lists: its fetches, their entries and the product's events."""
    record = saved["record"]
    if isinstance(record, dict):
        record = {
            key: [] if key in _LONG and isinstance(value, list) else value
            for key, value in record.items()
        }
    cycles = [] if isinstance(saved.get("cycles"), list) else saved.get("cycles")
    return {**saved, "cycles": cycles, "record": record}


def _outcome(saved: Mapping[str, CheckedJson], severities: Mapping[str, str]) -> Outcome:
    dossier = _dossier(saved, severities)
    runs = tuple(_runs(saved))
    texts = saved["record"]["source"]["lines"]

    def lines(wanted: Iterable[Line]) -> dict[str, str]:
        return {str(line): texts[str(line)] for line in wanted if str(line) in texts}

    read = codec(Trace).read
    traces = {trace.cycle: trace for trace in map(read, saved["record"].get("traces", ()))}
    outcome = outcome_of(dossier, runs, lines, lambda wanted, recorded: traces)
    case = saved["record"]["case"]
    # Files that were written before this key existed have no expectation.
    expect = expectation_of(Section(case["expect"])) if "expect" in case else None
    return replace(
        held_to(expect, outcome),
        fail_on=case.get("fail_on", ERROR),
        guesses=tuple(map(guessed_of, saved.get("guesses", ()))),
        lacking=saved.get("needs", ""),
    )


def _parsed(path: Path) -> dict[str, CheckedJson]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LoadError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise LoadError(f"not a saved run: {error}", where=str(path), advice=_ADVICE) from error
    schema = saved.get("schema") if isinstance(saved, dict) else None
    if not isinstance(schema, int) or "record" not in saved:
        raise LoadError("not a saved run of xfetch", where=str(path), advice=_ADVICE)
    if schema > SCHEMA:
        raise LoadError(
            f"written by a newer xfetch ({saved.get('xfetch')}): schema {schema}; this one reads"
            f" {SCHEMA}",
            where=str(path),
            advice=("pip install --upgrade xfetch",),
        )
    parsed: dict[str, CheckedJson] = saved
    return parsed


def _dossier(saved: Mapping[str, CheckedJson], severities: Mapping[str, str]) -> Dossier:
    record, case, integration = saved["record"], saved["record"]["case"], saved["integration"]
    known = {**case, "params": record["params"], "manifest": record["manifest"]}
    truth, source = record["truth"], record["source"]
    return Dossier(
        integration=codec(IntegrationFacts).read(
            {**known, **integration, "sha256": source["sha256"]}
        ),
        clock=codec(ClockFacts).read({**saved["clock"], "live": case["live"]}),
        setting=codec(Setting).read({**saved, **known, "vendor": saved["vendor_label"]}),
        facts=RunFacts(
            Identity("", in_raw=False, in_incident=True),
            file=integration["path"],
            **codec(RunFacts, "identity", "window", "file").values(known),
        ),
        stop=saved["stop"],
        attempts=tuple(codec(Attempt).read(row) for row in record["attempts"]),
        id_field=case["id_field"],
        truth=None if truth is None else tuple(event_of(row) for row in truth),
        severities={**case["severities"], **severities},
    )


def _runs(saved: Mapping[str, CheckedJson]) -> Iterable[FetchRun]:
    record = saved["record"]
    entries: dict[int, list[Entry]] = {}
    for name, cls in _ENTRIES.items():
        for row in record[name]:
            entries.setdefault(row["cycle"], []).append(codec(cls).read(row))
    later = {row["cycle"]: row for row in record["fetches"]}
    for row in saved["cycles"]:
        cycle = row["cycle"]
        ordered = tuple(sorted(entries.get(cycle, ()), key=lambda entry: entry.seq))
        yield _run(row, later.get(cycle, {}), Record(ordered))


def _run(
    row: Mapping[str, CheckedJson], later: Mapping[str, CheckedJson], record: Record
) -> FetchRun:
    run = FetchRun(record=record, **_RUN.values({**later, **row}))
    if run.status not in _STATUSES:
        raise CodecError(f"'status' must be one of {', '.join(_STATUSES)}")
    check_sent(run)
    return run
