"""Finds the cause of a missed event that no answer held: the request asks only for events of another kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....record.entries import CheckedJson, Exchange
from ....record.json_path import scalars, text_of
from ....record.json_value import json_or_none
from ....record.trace import TO_CALLER, Step, Trace
from ....record.words import words_of
from ...cause import DECIDED, Cause, Place, present
from ...verdict.asked import Asked
from ...verdict.passage import Passage
from ...window.sent_values import sent_values
from ..answers import rows_in
from ..lines import assigned_before
from ..scene import Scene

# A kind of events has a few values, such as severities; times and ids have many.
_MOST_VALUES = 8
_WORD = re.compile(r"[\w.-]+")
_COLLECTIONS = ("list", "tuple", "set", "frozenset")


def filtered(scene: Scene, passage: Passage, asked: Asked, exchange: Exchange) -> Cause | None:
    """Return the cause where the request names values of a field, as in ``severity in (high)``, and each
    event in the answer has one of them. None where that is not so, or where another request to the same
    list names other values.
    """
    same_list = [one.sent for one in passage.asks if one.path == asked.path]
    for key, values in _kinds(scene, asked, exchange):
        wanted = _wanted(exchange, key, values)
        if wanted and all(_wanted(one, key, values) == wanted for one in same_list):
            named = words_in(" ".join(str(one.value) for one in sent_values(exchange)))
            made = _made(scene.trace(passage.cycle), asked.sent.seq, values, named)
            lines = (Place.of(DECIDED, step, passage.cycle) for step in made)
            return Cause(
                "code-filter-excludes",
                f"cycle {passage.cycle} asked for events whose {key} is {' or '.join(sorted(wanted))}, and"
                f" did not get event {scene.id}",
                present((*lines, scene.asked(passage.cycle, asked))),
                when=f"an event has another {key}",
            )
    return None


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text: ``high`` and ``p1`` of ``priority in ('p1', 'high')`` are among them."""
    return frozenset(_WORD.findall(text))


def _kinds(scene: Scene, asked: Asked, exchange: Exchange) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the fields that all events in the answer have, each with its values."""
    leaf = scene.identity.path.rpartition(".")[2]
    body: CheckedJson = json_or_none(exchange.response_body)
    rows = [dict(scalars(row)) for row in rows_in(body)]
    rows = [row for row in rows if any(text_of(value) in asked.got for value in row.values())]
    for path in rows[0] if rows else ():
        key = path.rpartition(".")[2]
        values = frozenset(text_of(row[path]) for row in rows if path in row)
        if key != leaf and len(values) <= _MOST_VALUES and all(path in row for row in rows):
            yield key, values


def _wanted(exchange: Exchange, key: str, values: frozenset[str]) -> frozenset[str]:
    """Return the values of a field that a request asks for, if all of ``values`` are among them; else none.

    They stand under the field's own name, or after this name in the text of a query. Of such a text only
    words that are in ``values`` are returned, because the other words may belong to the query language.
    """
    sent = tuple(sent_values(exchange))
    own = [one for one in sent if words_of(one.key.rpartition(".")[2]) == words_of(key)]
    found = words_in(" ".join(str(one.value) for one in own))
    for one in sent if not own else ():
        _, name, behind = str(one.value).partition(key)
        found |= words_in(behind) & values if name else frozenset()
    return found if values <= found else frozenset()


def _made(
    trace: Trace | None, seq: int, values: frozenset[str], named: frozenset[str]
) -> list[Step]:
    """Return the steps before a request that made the list of wanted values; steps that gave the list a name
    come first.

    The list holds all ``values``, and no word that is not in the request (``named``).
    """
    steps = [
        step
        for step in assigned_before(trace, seq)
        if step.values[0].type in _COLLECTIONS and values <= words_in(step.values[0].value) <= named
    ]
    return sorted(steps, key=lambda step: step.then == TO_CALLER)
