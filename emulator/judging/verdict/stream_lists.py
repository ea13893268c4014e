"""Learns from the answers which of the product's lists (URL path) returns the events of a stream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from .passage import Passage

_MOST_RUNS = 200


class StreamLists:
    """Maps each stream of the product's events to the URL path that returns them. A stream is the list to
    which events belong, such as alerts or logins; events without a stream need no path.
    """

    def __init__(self, streams: Iterable[str]) -> None:
        self._wanted = set(streams) - {""}
        self._paths: dict[str, str] = {}
        self._runs = 0

    def wants(self, run: FetchRun) -> bool:
        """Whether the fetch may show the path of a stream whose path is not known yet."""
        return bool(self._wanted) and bool(run.incidents) and self._runs < _MOST_RUNS

    def see(self, passage: Passage, truth: Mapping[str, VendorEvent]) -> None:
        """Learn from the answers of one fetch which URL path returns the events of which stream; ``truth``
        maps ids to the product's events.
        """
        self._runs += 1
        for identifier in sorted(passage.got):
            stream = truth[identifier].stream if identifier in truth else ""
            if stream in self._wanted:
                self._paths[stream] = passage.that_got(identifier)[0].path
                self._wanted.remove(stream)

    def of(self, stream: str, passage: Passage) -> str:
        """Return the URL path that returns the stream's events. Where it is unknown, return a requested
        path that contains the stream's name; else the empty text.
        """
        named = (one.path for one in passage.asks if stream and stream.lower() in one.path.lower())
        return self._paths.get(stream) or next(named, "")
