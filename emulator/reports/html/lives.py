"""What happened to each event, for the HTML page. Events that need an explanation come first; beyond a
total size the rest is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...judging.life import EventLife
from ...judging.verdict.event_verdict import DELIVERED
from ...record.entries import CheckedJson
from ...record.json_text import to_json_utf8
from .cycles import seconds

# Of each life, besides what the product did with the event.
MOST_MOMENTS = 40
_MOST_CHARS = 3_000_000


def life_rows(
    lives: Mapping[str, EventLife], ids: Mapping[str, str]
) -> dict[str, dict[str, CheckedJson]]:
    """Return a row (a JSON object) with the moments of each event, by the event's id. ``ids`` maps the key of
    an event to that id.

    The keys of a row are ``m`` the moments, ``[time, cycle (0 for the product), kind, words, number of the
    request]``; ``end`` what became of the event; ``more`` how many moments are left out; ``asked`` whether
    requests are left out that asked for the event's time and did not get it.
    """
    rows: dict[str, dict[str, CheckedJson]] = {}
    chars = 0
    for plain in (False, True):
        for key, name in ids.items():
            life = lives.get(key)
            if life is None or _is_plain(life) is not plain:
                continue
            row = _row(life)
            chars += len(to_json_utf8(row))
            if chars > _MOST_CHARS:
                return rows
            rows[name] = row
    return rows


def _is_plain(life: EventLife) -> bool:
    return life.verdict is not None and life.verdict.verdict == DELIVERED and not life.verdict.late


def _row(life: EventLife) -> dict[str, CheckedJson]:
    moments: list[CheckedJson] = [
        [
            seconds(one.at),
            one.cycle,
            one.kind,
            one.words,
            *([one.seq] if one.seq is not None else []),
        ]
        for one in life.moments
    ]
    row: dict[str, CheckedJson] = {"m": moments, "end": life.end}
    if life.left_out:
        row["more"] = life.left_out
    if life.more_asked:
        row["asked"] = True
    return row
