"""Limit the size of a fetch's record: cut large entries, and drop log lines beyond a limit."""

from __future__ import annotations

from collections.abc import Sequence

from ..bounded import LARGE_CHARS, bounded_parts, rough_chars
from ..entries import Call, Exchange, Line, Log
from ..entry_text import CALL, EXCHANGE, LOG
from ..fetch_run import Cut, FetchRun
from ..json_text import from_json, to_json

Written = Sequence[tuple[str, str]]


def chars_of(run: FetchRun) -> int:
    """Estimate the length of a fetch's JSON texts together, in characters, without encoding them."""
    change, size = run.last_run, len(run.message)
    for entry in run.record.entries:
        if isinstance(entry, Call):
            size += rough_chars(entry.args) + rough_chars(entry.answer)
        elif isinstance(entry, Log):
            size += len(entry.message)
        elif isinstance(entry, Exchange):
            size += len(entry.request_body) + len(entry.response_body)
    values = (change.before, change.asked, change.after, run.incidents, run.dropped)
    return size + sum(map(rough_chars, values))


def too_many_logs(written: Written) -> bool:
    """Whether the log lines of a fetch together exceed the limit."""
    if len(written) < 2:
        return False
    return sum(len(text) for kind, text in written if kind == LOG) > LARGE_CHARS


def bounded_entries(written: Written) -> tuple[list[tuple[str, str]], tuple[Cut, ...]]:
    """Return kind and JSON text of each entry with large parts cut, and a ``Cut`` for each value that was
    cut.

    Of several cut values with the same name only the largest is described.
    """
    kept: list[tuple[str, str]] = []
    cuts: dict[str, Cut] = {}
    for kind, text in written:
        bounded = bounded_parts(text)
        if bounded is not text:
            _note(cuts, _cut(kind, bounded, len(text)))
        kept.append((kind, bounded))
    return _without_late_logs(kept, cuts), tuple(cuts.values())


def _without_late_logs(written: Written, cuts: dict[str, Cut]) -> list[tuple[str, str]]:
    """Return the entries with log lines up to the limit, and a last line that counts the dropped ones."""
    kept: list[tuple[str, str]] = []
    late: list[str] = []
    size = 0
    for kind, text in written:
        size += len(text) if kind == LOG else 0
        if kind == LOG and size > LARGE_CHARS:
            late.append(text)
        else:
            kept.append((kind, text))
    if late:
        first, more = from_json(late[0]), sum(map(len, late))
        first["message"] = f"… [{len(late):,} more lines in {more:,} bytes, not shown]"
        kept.append((LOG, to_json(first)))
        _note(cuts, Cut("the log of a cycle", size, _line(first)))
    return kept


def _note(cuts: dict[str, Cut], cut: Cut) -> None:
    known = cuts.get(cut.what)
    if known is None or known.size_bytes < cut.size_bytes:
        cuts[cut.what] = cut


def _cut(kind: str, text: str, size_bytes: int) -> Cut:
    fields = from_json(text)
    if kind == CALL:
        what = f"{fields['name']}()"
    elif kind == LOG:
        what = f"a line of the {fields['level']} log"
    else:
        what = "an HTTP exchange" if kind == EXCHANGE else "a request that nothing answers"
    return Cut(what, size_bytes, _line(fields))


def _line(fields: dict[str, object]) -> Line | None:
    line = fields.get("line")
    return Line.parse(line) if isinstance(line, str) else None
