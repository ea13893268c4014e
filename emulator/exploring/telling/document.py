"""The JSON document of a search. It holds no real time, so that the same worlds give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...printable import printable_json
from ...record.entries import CheckedJson, Json
from ...record.json_text import to_json_utf8
from ...reports.json_report import SCHEMA, finding_row
from ...settings.guess import instead_words
from ...version import xfetch_version
from ..find import CauseKey, Explored, Find
from ..promises import LATE
from .likelihood import Likelihood
from .look_back import look_back_of

ERROR, OPEN, BEYOND = "error", "open", "beyond"
EXCLUDED, SETTING = "excluded", "setting"
KINDS = (ERROR, OPEN, BEYOND, EXCLUDED, SETTING)


def kind_of(find: Find) -> str:
    """Return what kind of find this is. If it is no ``error``, the first of these that fits: ``setting`` if a
    setting of the instance does not hold; ``excluded`` if the code leaves the events out by what they are;
    ``beyond`` if its world goes beyond the product's promises; ``open`` if a guess decides.
    """
    if find.is_error:
        return ERROR
    if find.breaks_setting:
        return SETTING
    if find.is_excluded:
        return EXCLUDED
    return BEYOND if find.beyond else OPEN


def document(explored: Explored, files: Mapping[CauseKey, Path], seed: int) -> Iterator[str]:
    """Yield one JSON object; each find has a line of its own. ``files`` are the scenario files."""
    yield f'{{\n"schema": {SCHEMA},\n"xfetch": {_json(xfetch_version())},\n"seed": {seed},\n"finds": ['
    separator = "\n"
    for find in explored.finds:
        yield separator + _json(_find(find, explored.worlds, files.get(find.key)))
        separator = ",\n"
    yield f'\n],\n"tried": {_json(_tried(explored))},\n"summary": {_json(_summary(explored))}'
    if explored.part:
        yield f',\n"part": {_json(explored.part)}'
    yield "\n}\n"


def _find(find: Find, worlds: int, file: Path | None) -> dict[str, Json]:
    likely = Likelihood(min(find.worlds, worlds), worlds)
    look_back = look_back_of(find) if LATE in find.beyond else None
    return {
        "kind": kind_of(find),
        "rule": find.key.rule,
        "cause": find.finding.cause.code
        if find.finding.cause and find.finding.cause.known
        else None,
        "title": find.finding.title or find.finding.message,
        "line": str(find.finding.line) if find.finding.line else None,
        "source": find.outcome.decided(find.finding),
        "beyond": list(find.beyond),
        "look_back_s": look_back.seconds if look_back is not None else None,
        "guesses": [
            {
                "path": one.guess.path,
                "place": one.place,
                "guessed": instead_words(one.guess.value, other.value)[1],
                "other": instead_words(one.guess.value, other.value)[0],
            }
            for one in find.deciding
            for other in find.without(one)
        ],
        "process_state": find.process_state,
        "confirmed": find.confirmed,
        "cut": find.cut,
        "cycles": find.outcome.summary.cycles,
        "world": find.world.sections(),
        "first": find.first,
        "seen": {
            "worlds": likely.shown,
            "of": likely.worlds,
            "low": round(likely.low, 4),
            "high": round(likely.high, 4),
            "clean_worlds": likely.clean_worlds,
        },
        "file": file.as_posix() if file is not None else None,
        "finding": finding_row(find.outcome, find.finding),
    }


def _tried(explored: Explored) -> dict[str, CheckedJson]:
    return {
        "worlds": explored.worlds,
        "untested": explored.untested,
        "cycles": explored.cycles,
        "simulated_s": round(explored.simulated.total_seconds(), 3),
        "dimensions": [
            {"name": name, "worlds": drawn, "broken": hit}
            for name, drawn, hit in sorted(explored.drawn)
        ],
        "never_ran": explored.unran.words,
        "stopped": explored.stopped,
    }


def _summary(explored: Explored) -> dict[str, Json]:
    kinds = [kind_of(one) for one in explored.finds]
    return {kind: kinds.count(kind) for kind in KINDS}


def _json(value: CheckedJson) -> str:
    return printable_json(to_json_utf8(value))
