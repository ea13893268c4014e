"""Which list of the product brings the events of a stream: learned from answers that had some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...record.fetch_run import FetchRun
from ...record.product_event import VendorEvent
from .passage import Passage

_MOST_RUNS = 200


class StreamLists:
    """For the streams given; the one stream without a name needs no list."""

    def __init__(self, streams: Iterable[str]) -> None:
        self._wanted = set(streams) - {""}
        self._paths: dict[str, str] = {}
        self._runs = 0

    def wants(self, run: FetchRun) -> bool:
        """Whether the fetch may show a list that is not known yet."""
        return bool(self._wanted) and bool(run.incidents) and self._runs < _MOST_RUNS

    def see(self, passage: Passage, truth: Mapping[str, VendorEvent]) -> None:
        """What one fetch got; ``truth`` holds the product's events by id."""
        self._runs += 1
        for identifier in sorted(passage.got):
            stream = truth[identifier].stream if identifier in truth else ""
            if stream in self._wanted:
                self._paths[stream] = passage.that_got(identifier)[0].path
                self._wanted.remove(stream)

    def of(self, stream: str, passage: Passage) -> str:
        """The path of the stream's list; where no answer showed it, one that has the stream's name."""
        named = (one.path for one in passage.asks if stream and stream.lower() in one.path.lower())
        return self._paths.get(stream) or next(named, "")
