"""Find the key of a made-up event whose value the incidents keep as the event's id, if they do not keep the
id itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from ...judging.window.words import word_set
from ...record.delivery import assets_of
from ...record.entries import CheckedJson, Json
from ...record.fetch_run import FetchRun
from ...record.id_guess import is_id_name, rank
from ...record.incident import Incident, incident_content
from ...record.json_path import scalars
from ...record.words import words_of
from ..endpoint import Endpoint

# Names of values that are often different in each event.
_OWN = word_set("number num no key code hash sha256 sha1 md5 reference ref serial eid iid")
_LONGEST_ID = 100
# A shorter text may stand in a path by chance.
_LONG = 8


def keys_to_number(
    runs: Iterable[FetchRun],
    event: Mapping[str, CheckedJson],
    fields: Mapping[str, CheckedJson],
    ids: Collection[str],
) -> tuple[str, ...]:
    """Return keys of the made-up events whose value an incident may keep as the event's id, the likeliest
    first. A value that the last run remembers is likelier than a key that is only named like an id.

    ``ids`` are the ids of the events. If an incident holds one of them, nothing is returned.
    """
    runs = tuple(runs)
    kept = [found for run in runs for found in _kept(run)]
    if not kept or any(ids_in(run) & set(ids) for run in runs):
        return ()
    names = {"".join(words_of(path.rpartition(".")[2])): path for path, _ in kept}
    same = [
        (names[plain], key)
        for key in _constants({**event, **fields})
        if (plain := "".join(words_of(key))) in names
        and (is_id_name(key) or _OWN & set(words_of(key)[-1:]))
    ]
    known = {one for run in runs for one in _plain(run.last_run.after)}
    values = {key: str(value) for key, value in {**event, **fields}.items()}
    same.sort(key=lambda one: (values.get(one[1]) not in known, rank(one[0])))
    return tuple(dict.fromkeys(key for _, key in same))


def keys_sent(endpoints: Iterable[Endpoint], fields: Mapping[str, CheckedJson]) -> dict[str, str]:
    """Return the keys, with their values, that have the same value in all events and whose value a request
    sends in its path.
    """
    parts = {part for one in endpoints for part in one.path.split("/")}
    return {
        key: value
        for key, value in fields.items()
        if isinstance(value, str)
        and len(value) >= _LONG
        and value in parts
        and (is_id_name(key) or _OWN & set(words_of(key)[-1:]))
    }


def ids_in(run: FetchRun) -> frozenset[str]:
    """Return the short texts and numbers that the incidents of a fetch hold. The ids of events are among
    them.
    """
    return frozenset(_plain([incident_content(one) for one in _incidents(run)]))


def _plain(value: CheckedJson) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _plain(one)
    elif isinstance(value, (str, int)) and len(str(value)) < _LONGEST_ID:
        yield str(value)


def _incidents(run: FetchRun) -> Iterator[Incident]:
    """Yield what a fetch created: incidents and events, or assets."""
    sent = chain(run.incidents, assets_of(run.record))
    yield from (one for one in sent if isinstance(one, Mapping))


def _kept(run: FetchRun) -> Iterator[tuple[str, Json]]:
    for incident in _incidents(run):
        yield from scalars(incident_content(incident))


def _constants(form: CheckedJson) -> Iterator[str]:
    """Yield the keys of an event's form whose value does not differ from event to event by an id or a
    time.
    """
    if isinstance(form, list):
        for one in form:
            yield from _constants(one)
    elif isinstance(form, Mapping):
        for key, value in form.items():
            if isinstance(value, (Mapping, list)) and "choice" not in value:
                yield from _constants(value)
            elif not re.search("@(id|created|updated|fields)", str(value)):
                yield key
