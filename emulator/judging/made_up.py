"""Finds out which findings are caused by what xfetch itself guessed or left empty. The integration is not
blamed for these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..record.demand import demands
from ..record.entries import CheckedJson, Json
from ..record.fetch_run import Failure, FetchRun
from .finding import Finding
from .run_facts import RunFacts
from .tally import Tally
from .verdict.event_verdict import DUPLICATED, MISSED
from .verdict.stuck import CRASHES
from .verdict.verdicts import Verdicts

# Where nothing was ever created, a guessed product may have caused each of these.
_BY_PRODUCT = (
    *("XF102", "XF119", "XF214", "XF403", "XF406"),
    *("XF407", "XF416", "XF417", "XF430"),
)
_BY_KEY = ("XF407", "XF416")
_BY_IDS = ("XF101", "XF102", "XF121")
_BY_FILTER = ("XF101", "XF102", "XF121", "XF208")
_BY_PARAMETER = ("XF302", "XF416")
_SWITCH, _HIDDEN = 8, 17


@dataclass(frozen=True)
class MadeUp:
    """What xfetch guessed or left empty and what went wrong because of it.

    ``nothing`` says that the product is guessed and that no incident was sent at all. ``key`` is a key
    that the code reads and that no answer of the guessed product has. ``parameter`` is an optional parameter
    without a value that the code demands before its first request. ``key`` and ``parameter`` are empty where
    there is none. ``unmatched`` says that incidents were created, and none has the id of a guessed event.
    ``unfiltered`` says that events were missed or came twice from a guessed list, which shows the same to
    every request.
    """

    nothing: bool = False
    key: str = ""
    parameter: str = ""
    unmatched: bool = False
    unfiltered: bool = False

    def excuses(self, finding: Finding) -> bool:
        """Whether the finding is caused by what xfetch guessed or left empty."""
        code = finding.rule
        return (
            (self.nothing and code in _BY_PRODUCT)
            or (self.unmatched and code in _BY_IDS)
            or (self.unfiltered and code in _BY_FILTER)
            or (bool(self.key) and code in _BY_KEY)
            or (bool(self.parameter) and code in _BY_PARAMETER)
        )


def made_up(
    facts: RunFacts, tally: Tally, last_failed: FetchRun | None, verdicts: Verdicts | None
) -> MadeUp:
    """Return what went wrong in a run because xfetch guessed it or left it empty. ``last_failed`` is the
    last fetch that failed without a fault or an option as the reason, None without one.
    """
    failure = last_failed.failure if last_failed is not None else None
    nothing = facts.made_up and not (tally.incidents or tally.dropped or tally.assets)
    known = verdicts is not None and any(one.delivered for one in verdicts)
    unmatched = facts.made_up and not nothing and verdicts is not None and not known
    counts = verdicts.counts if verdicts is not None else {}
    wrong = any(counts.get(verdict) for verdict in (DUPLICATED, MISSED))
    unfiltered = facts.unfiltered and wrong and not nothing and not unmatched
    if last_failed is None or failure is None:
        return MadeUp(nothing, unmatched=unmatched, unfiltered=unfiltered)
    began = tally.ok or tally.exchanges
    return MadeUp(
        nothing=nothing,
        unmatched=unmatched,
        unfiltered=unfiltered,
        key=lacking_key(last_failed) if facts.made_up else "",
        parameter="" if began else _blank_parameter(failure, facts),
    )


def lacking_key(run: FetchRun) -> str:
    """Return the key of the KeyError that made a fetch fail, if no answer to the fetch contains this key;
    else the empty text.
    """
    failure = run.failure
    if failure is None or failure.first_type != "KeyError" or not run.record.exchanges:
        return ""
    text = failure.cause or failure.message
    key = text.rpartition("KeyError: ")[2].strip()
    if len(key) < 2 or key[0] not in "'\"" or key[-1] != key[0]:
        return ""
    # As a key or value of JSON, or as an element of XML.
    marks = tuple(f"{mark}{key[1:-1]}" for mark in '"<')
    bodies = (exchange.response_body for exchange in run.record.exchanges)
    return "" if any(mark in body for body in bodies for mark in marks) else key[1:-1]


def _blank_parameter(failure: Failure, facts: RunFacts) -> str:
    """Return the optional parameter without a value that caused a failure: the error message names it, or
    the line that failed reads it. Return the empty text where there is none.
    """
    message = f"{failure.first_type}: {failure.message} {failure.cause}"
    read: Mapping[str, CheckedJson] = facts.code.get("params_read") or {}
    line = failure.first_line.number if failure.first_line is not None else 0
    for row in facts.manifest.get("parameters") or ():
        name = row["name"]
        if not _is_blank(row, facts.params):
            continue
        here = read.get(name) == line and failure.first_type in CRASHES
        if here or demands(message, (name, name.replace("_", " "))):
            return str(name)
    return ""


def _is_blank(row: Mapping[str, CheckedJson], params: Mapping[str, Json]) -> bool:
    optional = not row.get("required") and row.get("default") in (None, "")
    return optional and row.get("type") not in (_SWITCH, _HIDDEN) and not params.get(row["name"])
