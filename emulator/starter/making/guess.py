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

    ``xfetch init`` runs the integration against answers that are made of a guess, and changes the guess by
    what these runs show.
    """

    # The keys that the code reads.
    keys: tuple[str, ...] = ()
    # The answers that the code expects. If this is empty, an answer is a list of events under the key of
    # ``envelope``.
    awaited: tuple[Awaited, ...] = ()
    envelope: Envelope = field(default_factory=Envelope)
    # How answers write times and ids.
    styles: Styles = field(default_factory=Styles)
    # Keys that earlier answers did not have, as failures showed.
    learned: tuple[Learned, ...] = ()
    # False: routes ignore the filters and pages in requests.
    filtered: bool = True
    # False: routes ignore the pages in requests.
    paged: bool = True
    # True: a list may hold plain ids where the code reads no list of mappings.
    ids_first: bool = True
    # The answers in the pack's tests, None without any.
    evidence: Evidence | None = None
    # True: an event also has the keys that the code reads and the pack's tests do not show.
    completed: bool = False
    # True: the token of a login is a JWT. ``claims`` are the names that the code reads from it.
    jwt: bool = False
    claims: tuple[str, ...] = ()
    # The names of the cookies that a login sets.
    cookies: tuple[str, ...] = ()
    # Which value of an answer a later request sends.
    cursors: tuple[Cursor, ...] = ()
    # Keys of events whose number grows from event to event, because requests ask for larger numbers.
    serials: tuple[str, ...] = ()
    # True: a list shows each event only once, because the code saves no position.
    queue: bool = False
    # The method and the path of a list, with the name of the stream of events that only this list shows.
    streams: Mapping[tuple[str, str], str] = field(default_factory=dict)
    # The methods and paths of lists that hold no events.
    beside: frozenset[tuple[str, str]] = frozenset()
    # Keys of events whose value an incident keeps as the id of its event.
    kept_ids: tuple[str, ...] = ()
    # True: a page says whether another page follows.
    tells_more: bool = False
    # True: each answer holds a value from which a request could continue. xfetch looks whether the
    # integration sends it.
    offers: bool = False

    def with_learned(self, *more: Learned) -> Guess:
        """Return the guess with more learned keys; one that replaces an earlier key wins."""
        new = {(one.place, one.key): one for one in (*self.learned, *more)}
        return replace(self, learned=tuple(new.values()))
