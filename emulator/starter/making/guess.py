"""A guess at a product's API; the section ``api`` of a scenario, and its events, are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...record.entries import Json
from ..code_reading.value import Awaited
from ..cursor import Cursor
from ..evidence.evidence import Evidence
from ..guessed_api import Envelope
from ..skeleton import Styles

EVENT, ANSWER = "event", "answer"


@dataclass(frozen=True)
class Learned:
    """A key that must be added to the made-up answers, with its value: a failure showed that it is missing.

    ``place`` says where: EVENT or ANSWER.
    """

    place: str
    key: str
    form: Json


@dataclass(frozen=True)
class Guess:
    """A guess at the answers of an integration's product.

    ``keys`` are the keys that the code reads. ``awaited`` are the answers that the code expects; if the code
    does not tell, it is empty and answers have the form ``envelope``. ``envelope``'s time format is used in
    both cases. ``learned`` are the keys that failures have shown to be missing. With ``filtered`` False the
    routes ignore the filters and pages in requests, with ``paged`` False only the pages. ``evidence`` is what
    the pack's tests show of the answers, None if nothing; with ``completed`` events also have the keys that
    the code reads and the tests do not show. With ``jwt`` the tokens of logins have the form of a JWT, with
    ``claims``. ``cursors`` say how later requests continue after an answer. ``serials`` are keys of events
    whose numbers count up, since requests ask for larger ones. With ``queue`` a list shows each event once,
    since the code saves no position. ``streams`` names the events of lists that hold events of their own, by
    method and path; the lists ``beside`` them hold something else. ``kept_ids`` are keys of events by which
    incidents name their event. With ``tells_more`` answers say whether there is more after a page. With
    ``offers`` each answer holds a value from which a request could continue, to see whether the integration
    sends it.
    """

    keys: tuple[str, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    envelope: Envelope = field(default_factory=Envelope)
    styles: Styles = field(default_factory=Styles)
    learned: tuple[Learned, ...] = ()
    filtered: bool = True
    paged: bool = True
    ids_first: bool = True
    evidence: Evidence | None = None
    completed: bool = False
    jwt: bool = False
    claims: tuple[str, ...] = ()
    cookies: tuple[str, ...] = ()
    cursors: tuple[Cursor, ...] = ()
    serials: tuple[str, ...] = ()
    queue: bool = False
    streams: Mapping[tuple[str, str], str] = field(default_factory=dict)
    beside: frozenset[tuple[str, str]] = frozenset()
    kept_ids: tuple[str, ...] = ()
    tells_more: bool = False
    offers: bool = False

    def with_learned(self, *more: Learned) -> Guess:
        """Return the guess with more learned keys; one that replaces an earlier key wins."""
        new = {(one.place, one.key): one for one in (*self.learned, *more)}
        return replace(self, learned=tuple(new.values()))
