"""Looks at worlds in a process of its own, as another machine asks: ``python -m`` runs this module."""

from __future__ import annotations

from functools import lru_cache

from ...errors import XfetchError
from ...executing.served import serve
from ...judging.identity import Identity
from ...judging.run_facts import RunFacts
from ...record.entries import CheckedJson, Json
from ...record.json_path import canonical
from ...record.json_text import from_json
from ..ground_row import ground_of_row
from .look_task import FACTS
from .looking import Looker
from .shards import row_of_seen

# Judging a world finds its own.
_NO_IDENTITY = Identity("", in_raw=False, in_incident=True)


def answered(request: CheckedJson) -> Json:
    """Run and judge the worlds of a request. Return their results, or what is wrong with the search here."""
    try:
        seen = _looker(canonical(request["search"])).looks(range(*request["worlds"]))
        return {"seen": [row_of_seen(one) for one in seen]}
    except XfetchError as error:
        return {"wrong": str(error)}


@lru_cache(maxsize=1)
def _looker(search: str) -> Looker:
    """Return what looks at the worlds of a search. All requests of a process are of one search."""
    row = from_json(search)
    facts = RunFacts(_NO_IDENTITY, **FACTS.values(row["facts"]))
    return Looker(ground_of_row(row["ground"]), row["seed"], tuple(row["only"]), facts)


if __name__ == "__main__":
    serve(answered)
