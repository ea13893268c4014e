"""Encodes as JSON what the child sends besides its fetches: facts, events, secrets, errors, the Stop.

``sent_x`` writes in the child and ``x_of`` reads in the supervisor. Each reader raises CodecError for a
payload that its writer cannot have written.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from typing import Any

from ... import errors
from ...error_text import named_error
from ...errors import XfetchError
from ...files_read import FilesRead
from ...masking.mask import Mask
from ...record.codec import CodecError, codec
from ...record.fetch_run import Stop
from ...record.json_text import from_json, to_json
from ...record.product_event import VendorEvent, event_form, event_of
from ...record.trace import Trace
from .order import Facts

_PIECE_BYTES = 1 << 20
# Characters of each text of an error that are sent.
_MOST_TEXT = 100_000
_MOST_CYCLES = 10**12


def payload_of(value: object) -> bytes:
    return to_json(value).encode("ascii")


def value_of(payload: bytes) -> Any:
    try:
        return from_json(payload.decode("ascii"))
    except ValueError as error:
        raise CodecError(f"not JSON: {error}") from error


def sent_truth(truth: Iterable[VendorEvent]) -> Iterator[bytes]:
    """Yield the events as several JSON lists of about 1 MB each, since a million events do not fit into
    one frame.
    """
    texts, size = [], 0
    for event in truth:
        text = to_json(event_form(event))
        texts.append(text)
        size += len(text)
        if size > _PIECE_BYTES:
            yield f"[{','.join(texts)}]".encode("ascii")
            texts, size = [], 0
    yield f"[{','.join(texts)}]".encode("ascii")


def truth_of(payload: bytes) -> list[VendorEvent]:
    return [event_of(row) for row in _checked(value_of(payload), list)]


def sent_facts(facts: Facts) -> bytes:
    """Return the facts as JSON, with only the number of the events: the events are sent before."""
    count = None if facts.truth is None else len(facts.truth)
    row = {"vendor_label": facts.vendor_label, "cycles": facts.cycles, "events": count}
    return payload_of({**row, "shut_in": facts.shut_in})


def facts_of(payload: bytes, truth: list[VendorEvent]) -> Facts:
    row = _checked(value_of(payload), dict)
    label, cycles = _checked(row.get("vendor_label"), str), _checked(row.get("cycles"), int)
    events, shut_in = row.get("events"), row.get("shut_in")
    if shut_in is not None:
        _checked(shut_in, bool)
    if not 0 < cycles <= _MOST_CYCLES:
        raise CodecError(f"the number of cycles is {cycles}")
    if events is None:
        return Facts(label, cycles, None, shut_in)
    if events != len(truth):
        raise CodecError(f"{len(truth)} events came, and {events} were announced")
    return Facts(label, cycles, tuple(truth), shut_in)


def learned_of(payload: bytes) -> list[str]:
    return [_checked(text, str) for text in _checked(value_of(payload), list)]


def sent_trace(trace: Trace, mask: Mask) -> bytes:
    form = codec(Trace)
    return form.text(form.masked(trace, mask)).encode("ascii")


def trace_of(payload: bytes) -> Trace:
    return codec(Trace).read(value_of(payload))


def sent_reads(record: FilesRead) -> bytes:
    return payload_of(record.row())


def take_reads(payload: bytes, into: FilesRead) -> None:
    row = _checked(value_of(payload), dict)
    try:
        into.take(row)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise CodecError(f"not a record of files: {error!r}") from error


def sent_stop(stop: Stop) -> bytes:
    return codec(Stop).text(stop).encode("ascii")


def stop_of(payload: bytes) -> Stop:
    return codec(Stop).read(value_of(payload))


def sent_error(error: XfetchError) -> bytes:
    fields = {
        "class": type(error).__name__,
        "what": error.what[:_MOST_TEXT],
        "where": error.where[:_MOST_TEXT],
        "advice": [line[:_MOST_TEXT] for line in error.advice[:4]],
    }
    return payload_of(fields)


def error_of(payload: bytes) -> XfetchError:
    """Rebuild an error of the child with its class, which determines the exit code."""
    fields = _checked(value_of(payload), dict)
    found = getattr(errors, _checked(fields.get("class"), str), None)
    cls: type[XfetchError] = XfetchError
    if isinstance(found, type) and issubclass(found, XfetchError):
        cls = found
    what, where = _checked(fields.get("what"), str), _checked(fields.get("where"), str)
    advice = tuple(_checked(line, str) for line in _checked(fields.get("advice"), list))
    return cls(what, where=where, advice=advice)


class InTheChild(Exception):
    """An exception that only carries the traceback of an exception in the child: it is the cause of the
    RuntimeError that the supervisor raises.
    """


def sent_bug(error: BaseException) -> bytes:
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return payload_of({"what": named_error(error)[:_MOST_TEXT], "trace": text[-_MOST_TEXT:]})


def bug_of(payload: bytes) -> RuntimeError:
    fields = _checked(value_of(payload), dict)
    error = RuntimeError(f"in the child process: {_checked(fields.get('what'), str)}")
    error.__cause__ = InTheChild(_checked(fields.get("trace"), str))
    return error


def _checked(value: object, kind: type) -> Any:
    if type(value) is not kind:
        raise CodecError(f"a {type(value).__name__} instead of a {kind.__name__}")
    return value
