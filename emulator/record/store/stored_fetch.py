"""A fetch that is read from its row in the store; each part is parsed when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ..codec import CodecError
from ..entries import Attempt, Call, CheckedJson, Entry, Exchange, Log, Record
from ..entry_text import ATTEMPT, CALL, EXCHANGE, LOG, decode
from ..fetch_run import FetchRun, LastRunChange
from ..incident import Incident
from ..json_text import from_json
from .row import CHANGE_HEAD, HEAD, Row

_EMPTY = "[]"


def _listed(text: str) -> list[CheckedJson]:
    value = from_json(text)
    if type(value) is not list:
        raise CodecError(
            "the stored fetch is damaged: its calls, logs, requests or incidents must be a list"
        )
    return value


def check_sent(run: FetchRun) -> None:
    """Raise CodecError if an incident or event of the fetch is not a JSON object."""
    for sent in (*run.incidents, *run.dropped):
        if not isinstance(sent, dict):
            raise CodecError("an incident of the fetch is not an object")


class StoredRecord(Record):
    """A fetch's Record that parses each kind of entry when it is first used: most readers need one kind."""

    def __init__(self, row: Row) -> None:
        vars(self)["_row"] = row

    def _parsed(self, kind: str, text: str) -> tuple[Any, ...]:
        if text == _EMPTY:
            return ()
        return tuple([decode(kind, fields) for fields in _listed(text)])

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        return self._parsed(CALL, vars(self)["_row"].calls)

    @cached_property
    def logs(self) -> tuple[Log, ...]:
        return self._parsed(LOG, vars(self)["_row"].logs)

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        return self._parsed(EXCHANGE, vars(self)["_row"].requests)

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        return self._parsed(ATTEMPT, vars(self)["_row"].attempts)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        everything: list[Entry] = [*self.calls, *self.logs, *self.exchanges, *self.attempts]
        return tuple(sorted(everything, key=lambda entry: entry.seq))


class StoredRun(FetchRun):
    """A FetchRun that takes its fields from a row of the store.

    Raises ValueError for an invalid head of the row; for any other invalid part, when it is first used.
    """

    row: Row

    def __init__(self, row: Row) -> None:
        head = from_json(row.head)
        vars(self).update(HEAD.values(head), row=row, _head=head)

    def check(self) -> None:
        """Parse every part of a stored fetch. Raises ValueError if a part is invalid."""
        _ = self.last_run
        check_sent(self)
        for kind in ("calls", "logs", "exchanges", "attempts"):
            getattr(self.record, kind)

    @cached_property
    def last_run(self) -> LastRunChange:
        row = self.row
        before, asked, after = map(from_json, (row.before, row.asked, row.after))
        rest = CHANGE_HEAD.values(vars(self)["_head"])
        return LastRunChange(before=before, asked=asked, after=after, **rest)

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        return tuple(_listed(self.row.incidents))

    @cached_property
    def dropped(self) -> tuple[Incident, ...]:
        return () if self.row.dropped == _EMPTY else tuple(_listed(self.row.dropped))

    @cached_property
    def record(self) -> Record:
        return StoredRecord(self.row)
