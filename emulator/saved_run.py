"""A run that was saved as JSON, read back so that it can be judged and rendered again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from .dossier import Dossier, outcome_of
from .errors import LoadError
from .history import Failure, FetchRun, LastRunChange
from .identity import Identity
from .outcome import ClockFacts, IntegrationFacts, Outcome, Setting
from .record import Attempt, Call, Entry, Exchange, Json, Line, Log, Record
from .rules import Case
from .vendor_event import Update, VendorEvent

SCHEMA = 1
_ADVICE = ("xfetch run … -o json:run.json writes one",)


def read_run(path: Path, severities: Mapping[str, str]) -> Outcome:
    """The outcome of a saved run, judged anew; ``severities`` come on top of those it was judged with.

    Raises LoadError for what is no saved run, or one that a newer xfetch has written.
    """
    saved = _parsed(path)
    try:
        dossier = _dossier(saved, severities)
        runs = tuple(_runs(saved))
        texts = saved["record"]["source"]["lines"]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        what = f"not a whole saved run: {type(error).__name__}: {error}"
        raise LoadError(what, where=str(path), advice=_ADVICE) from error

    def lines(wanted: Iterable[Line]) -> dict[str, str]:
        return {str(line): texts[str(line)] for line in wanted if str(line) in texts}

    return outcome_of(dossier, runs, lines)


def _parsed(path: Path) -> dict[str, Json]:
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
    parsed: dict[str, Json] = saved
    return parsed


def _dossier(saved: Mapping[str, Json], severities: Mapping[str, str]) -> Dossier:
    record, case, clock = saved["record"], saved["record"]["case"], saved["clock"]
    integration = saved["integration"]
    params, manifest = record["params"], record["manifest"]
    truth = record["truth"]
    return Dossier(
        integration=IntegrationFacts(
            id=integration["id"],
            name=integration["name"],
            path=integration["path"],
            command=integration["command"],
            sha256=record["source"]["sha256"],
            manifest=manifest,
            docker_image=case["docker_image"],
            location=case["location"],
        ),
        clock=ClockFacts(
            _instant(clock["start"]),
            clock["interval_s"],
            clock["cycles"],
            clock["tz"],
            case["live"],
        ),
        setting=Setting(
            vendor=saved["vendor_label"],
            filled=tuple(saved["filled"]),
            params=params,
            assumptions=saved["assumptions"],
            strict=case["strict"],
            common_server=saved["common_server"],
            unset_secrets=tuple(case["unset_secrets"]),
            command_by=saved.get("command_by", ""),
        ),
        case=Case(
            identity=Identity("", in_raw=False, in_incident=True),
            complete=case["complete"],
            strict=case["strict"],
            command=case["command"],
            interval_s=case["interval_s"],
            timeout_s=case["timeout_s"],
            params=params,
            manifest=manifest,
            code=case["code"],
            file=integration["path"],
            canned=case["canned"],
        ),
        stop=saved["stop"],
        attempts=tuple(_attempt(row) for row in record["attempts"]),
        id_field=case["id_field"],
        truth=None if truth is None else tuple(_event(row) for row in truth),
        severities={**case["severities"], **severities},
    )


def _runs(saved: Mapping[str, Json]) -> Iterable[FetchRun]:
    record = saved["record"]
    entries: dict[int, list[Entry]] = {}
    for name, read in (
        ("calls", _call),
        ("requests", _exchange),
        ("logs", _log),
        ("attempts", _attempt),
    ):
        for row in record[name]:
            entries.setdefault(row["cycle"], []).append(read(row))
    later = {row["cycle"]: row for row in record["fetches"]}
    for row in saved["cycles"]:
        cycle = row["cycle"]
        ordered = tuple(sorted(entries.get(cycle, ()), key=lambda entry: entry.seq))
        yield _run(row, later.get(cycle, {}), Record(ordered))


def _run(row: Mapping[str, Json], later: Mapping[str, Json], record: Record) -> FetchRun:
    change = row["last_run"]
    failure = later.get("failure")
    return FetchRun(
        cycle=row["cycle"],
        at=_instant(row["at"]),
        pulled_at=_instant(row["pulled_at"]),
        status=row["status"],
        message=row["message"],
        last_run=LastRunChange(
            change["before"], change["asked"], change["after"], change["was_set"], change["saved"]
        ),
        incidents=tuple(row["incidents"]),
        dropped=tuple(row["dropped"]),
        failure=None if failure is None else _failure(failure),
        record=record,
        slept_s=later.get("slept_s", 0.0),
        context_changed=later.get("context_changed", False),
        lost_change=later.get("lost_change"),
        command=later.get("command", "fetch-incidents"),
    )


def _failure(row: Mapping[str, Json]) -> Failure:
    lines = {name: _line(row[name]) for name in ("line", "cause_line")}
    return Failure(**{**row, **lines})


def _call(row: Mapping[str, Json]) -> Call:
    return Call(
        row["seq"],
        _instant(row["at"]),
        row["name"],
        row["args"],
        row["answer"],
        row["error"],
        _line(row["line"]),
    )


def _exchange(row: Mapping[str, Json]) -> Exchange:
    return Exchange(
        seq=row["seq"],
        at=_instant(row["at"]),
        method=row["method"],
        url=row["url"],
        request_headers=tuple((name, value) for name, value in row["request_headers"]),
        request_body=row["request_body"],
        status=row["status"],
        response_headers=tuple((name, value) for name, value in row["response_headers"]),
        response_body=row["response_body"],
        failure=row["failure"],
        duration_s=row["duration_s"],
        line=_line(row["line"]),
        tried=tuple(row.get("tried", ())),
        fit=tuple(row.get("fit", ())),
    )


def _log(row: Mapping[str, Json]) -> Log:
    return Log(row["seq"], _instant(row["at"]), row["level"], row["message"], _line(row["line"]))


def _attempt(row: Mapping[str, Json]) -> Attempt:
    return Attempt(
        row["seq"],
        _instant(row["at"]),
        row["kind"],
        row["target"],
        tuple(row["tried"]),
        _line(row["line"]),
    )


def _event(row: Mapping[str, Json]) -> VendorEvent:
    removed = row.get("removed")
    return VendorEvent(
        id=row["id"],
        created=_instant(row["created"]),
        visible=_instant(row["visible"]),
        updates=tuple(Update(_instant(at), {}) for at in row.get("updated", ())),
        removed=None if removed is None else _instant(removed),
        in_scope=row.get("in_scope", True),
        stream=row.get("stream", ""),
    )


def _line(text: str | None) -> Line | None:
    if text is None:
        return None
    file, _, number = text.rpartition(":")
    return Line(file, int(number))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
