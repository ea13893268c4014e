"""A guess at a product's API; the section ``api`` of a scenario, and its events, are made from it."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..record.entries import CheckedJson, Json
from .asked_ids import asked_ids, changed_ids
from .bounds.event_keys import with_changes, with_ids, with_serials
from .code_reading.value import UNKNOWN, Awaited, Value, absorb
from .cursor import Cursor, continued, going_on, offered, telling_more, with_next, without_next
from .endpoint import Endpoint
from .evidence.evidence import Evidence, once_each
from .evidence.sampled import Sampled
from .guessed_api import Envelope, event_shape, is_possible, route_of
from .kinds.beside import with_one_item
from .route_guesses import is_list
from .skeleton import JWT_PLACEHOLDER, PLACEHOLDER, Skeleton, Styles, event_in, skeleton_of

EVENT, ANSWER = "event", "answer"
# Keys under which products nest the fields of an event.
_WRAPS = frozenset(
    ("_source", "values", "attributes", "fields", "properties", "node", "fieldValues")
)
_CREDENTIAL = re.compile(r"\w*(token|key|secret|session|ticket)\w*", re.I)
_CLAIMS: Mapping[str, Json] = {"exp": 4102444800, "iat": 1704067200, "sub": "xfetch"}
# The ids of a starter's events.
FIRST_ID, COUNT = 1001, 12
# The field that a request sets which acknowledges, closes or removes events.
HANDLED = "handled"


def ids_like(template: str) -> frozenset[str]:
    """Return the ids of the events in a new scenario, by their template: ``INC-{n}`` gives ``INC-1001`` and
    so on.
    """
    return _numbered(template, range(FIRST_ID, FIRST_ID + COUNT))


def _numbered(template: str, numbers: Iterable[int]) -> frozenset[str]:
    before, _, after = template.replace("{{", "{").replace("}}", "}").partition("{n}")
    return frozenset(f"{before}{number}{after}" for number in numbers)


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


@dataclass(frozen=True)
class Made:
    """The parts of a scenario that follow from a guess: its routes, the form of an event, values of its
    fields.

    ``id`` is the template of the events' ids, ``streams`` are the names of lists with events of their own,
    empty if all lists show the same. ``shown`` are the answers that the pack's tests show, by method
    and path.
    """

    routes: tuple[Mapping[str, Json], ...]
    event: Mapping[str, Json]
    fields: Mapping[str, Json]
    id: str = "{n}"
    streams: tuple[str, ...] = ()
    shown: Mapping[tuple[str, str], Sampled] = field(default_factory=dict)

    @property
    def ids(self) -> Mapping[str, frozenset[str]]:
        """The ids of the events of each list, while the integration is watched."""
        share = COUNT // max(len(self.streams), 1)
        return {
            name: _numbered(self.id, range(FIRST_ID + at * share, FIRST_ID + (at + 1) * share))
            for at, name in enumerate(self.streams)
        }

    @property
    def shows_events(self) -> bool:
        """Whether the pack's tests show an event."""
        return any(one.skeleton.event is not None for one in self.shown.values())


def made_of(endpoints: Sequence[Endpoint], guess: Guess) -> Made:
    """Return the routes and the form of events for the endpoints that the integration called."""
    by_code = [_skeleton(one, guess, len(endpoints) > 1) for one in endpoints]
    shown = once_each(tuple(_shown(endpoints, by_code, guess)))
    skeletons = [
        _completed(shown[one.method, one.path].skeleton, skeleton)
        if (one.method, one.path) in shown
        else skeleton
        for one, skeleton in zip(endpoints, by_code, strict=True)
    ]
    event, fields = _event(skeletons, guess)
    event, fields = with_serials(with_changes(event), fields, guess.serials)
    event, fields = with_ids(event, fields, guess.kept_ids)
    # Numbers that count up with the ids need ids that are numbers.
    shown_ids = () if guess.serials else (one.id for one in shown.values())
    template = next((one for one in shown_ids if one != "{n}"), "{n}")
    if not all(one.isdecimal() for one in ids_like(template)):
        event = {key: _id_as_text(value) for key, value in event.items()}
    routes = tuple(
        _route(endpoint, skeleton, guess, template, _id_keys(event))
        for endpoint, skeleton in zip(endpoints, skeletons, strict=True)
    )
    if any("write" in route for route in routes):
        routes = tuple(_unhandled(route) for route in routes)
    elif guess.queue:
        routes = tuple(_queue(route) for route in routes)
    routes = tuple(
        {**route, "answer": going_on(route["answer"], event, endpoint.start)}
        for route, endpoint in zip(routes, endpoints, strict=True)
    )
    routes = tuple(
        with_one_item(route, {**fields, **event})
        if (one.method, one.path) in guess.beside
        else route
        for route, one in zip(routes, endpoints, strict=True)
    )
    own = [guess.streams.get((one.method, one.path), "") for one in endpoints]
    routes = tuple(
        {**route, "stream": name} if name else route
        for route, name in zip(routes, own, strict=True)
    )
    return Made(routes, event, fields, template, tuple(filter(None, own)), shown)


def _completed(shown: Skeleton, by_code: Skeleton | None) -> Skeleton:
    return replace(shown, body=with_next(shown.body, by_code.body)) if by_code else shown


def _unhandled(route: Mapping[str, CheckedJson]) -> Mapping[str, Json]:
    """Return a route whose list leaves out the events that another route has set as handled."""
    known: CheckedJson = route.get("filter", {})
    rows = list(known) if isinstance(known, list) else [known]
    if not is_list(route) or any("in" in row.get("id", {}) for row in rows):
        return route
    left: list[Json] = [{**rows[0], HANDLED: {"exists": False}}, *rows[1:]]
    return {**route, "filter": left if len(left) > 1 else left[0]}


def _queue(route: Mapping[str, CheckedJson]) -> Mapping[str, Json]:
    """Return a route whose list shows each event once, if nothing in its requests tells which ones."""
    if not is_list(route) or any(key in route for key in ("filter", "search", "one")):
        return route
    if {"offset", "number", "cursor"} & set(route.get("page", {})):
        # What a reader counts through is no queue: the list shows the same again.
        return {**route, "filter": {}}
    rest = {key: value for key, value in route.items() if key != "page"}
    once: dict[str, Json] = {"set": {HANDLED: True}}
    return {**rest, "filter": {HANDLED: {"exists": False}}, "write": once}


def _id_as_text(value: CheckedJson) -> CheckedJson:
    """Return a part of an event in which an id that holds letters is no number."""
    if isinstance(value, Mapping):
        return {key: _id_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_id_as_text(inner) for inner in value]
    return "@id" if value == "@id int" else value


def _shown(
    endpoints: Sequence[Endpoint], skeletons: Sequence[Skeleton | None], guess: Guess
) -> Iterator[tuple[tuple[str, str], Sampled]]:
    """Yield the forms of answers that the pack's tests show, by method and path."""
    for endpoint, skeleton in zip(endpoints, skeletons, strict=True):
        if guess.evidence is None:
            return
        calls = awaited_for(endpoint.path, guess.awaited, endpoint.line)
        answer = answer_for(endpoint.path, guess.awaited, endpoint.line) or Value()
        found = guess.evidence.of(
            endpoint,
            calls,
            answer,
            skeleton,
            guess.styles,
            guess.envelope,
            completed=guess.completed,
        )
        if found is not None:
            yield (endpoint.method, endpoint.path), found


def _event(
    skeletons: Iterable[Skeleton | None], guess: Guess
) -> tuple[Mapping[str, Json], Mapping[str, Json]]:
    event: dict[str, CheckedJson] = {}
    fields: dict[str, Json] = {}
    for one in skeletons:
        if one is not None and one.event is not None:
            event = _merged(event, one.event)
            fields.update(one.fields)
    event = event or dict(
        event_shape(guess.keys, replace(guess.envelope, time_format=guess.styles.time))
    )
    for learned in guess.learned:
        if (
            learned.place == EVENT
            and isinstance(learned.form, str)
            and learned.form[:1] not in ("@", "")
        ):
            fields[learned.key] = learned.form
        elif learned.place == EVENT:
            event = _merged(event, {learned.key: learned.form})
        inside = _inside(event) if learned.place == EVENT else ""
        if inside and learned.key != inside:
            form = "@title" if learned.form == "{title}" else learned.form
            event = _merged(event, {inside: {learned.key: form}})
    event["**"] = event.pop("**", "@fields")
    return event, {key: value for key, value in fields.items() if key not in event}


def _inside(event: Mapping[str, CheckedJson]) -> str:
    """Return the key under which an event of this form holds its fields, such as ``_source``; empty without
    one.
    """
    return next((key for key, one in event.items() if key in _WRAPS and isinstance(one, dict)), "")


def _merged(
    one: Mapping[str, CheckedJson], other: Mapping[str, CheckedJson]
) -> dict[str, CheckedJson]:
    """Merge two forms of an event; where they differ, a mapping or list replaces a plain value."""
    found = dict(one)
    for key, value in other.items():
        known = found.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            found[key] = _merged(known, value)
        elif not isinstance(known, (Mapping, list)):
            found[key] = value
    return found


def _skeleton(endpoint: Endpoint, guess: Guess, several: bool) -> Skeleton | None:
    answer = answer_for(endpoint.path, guess.awaited, endpoint.line)
    if answer is None or not (answer.is_read or answer.event or answer.attributes or answer.uses):
        return None
    single = "{id}" in endpoint.path and answer.items is None and not endpoint.login
    single = single and not _is_contained(endpoint, guess, ())
    return skeleton_of(answer, guess.styles, ids_first=several and guess.ids_first, single=single)


def answer_for(path: str, awaited: Sequence[Awaited], line: int = 0) -> Value | None:
    """Return what the code reads from the answer to a request for a path; None if no call in the code fits.

    ``awaited_for`` finds the calls. If several fit equally well, what the code reads after each is merged.
    """
    calls = awaited_for(path, awaited, line)
    if not calls:
        return None
    whole = Value(answer=True, client=any(one.value.client for one in calls))
    for one in calls:
        absorb(whole, one.value)
        whole.attributes.update(one.value.attributes)
    return whole


def awaited_for(path: str, awaited: Sequence[Awaited], line: int = 0) -> list[Awaited]:
    """Return the calls in the code that fit best to a request for a path: they share the longest text with
    it.

    Only calls that contain ``line``, which sent the request, are considered, if there are any. Of these,
    calls that name no path are used if none shares a text with it.
    """
    here = [one for one in awaited if one.lines[0] <= line <= one.lines[1]]
    ranked = [(score, one) for one in here or awaited if (score := _score(path, one.texts))]
    ranked = ranked or [(1, one) for one in here if not any("/" in text for text in one.texts)]
    best = max((score for score, _ in ranked), default=0)
    return [one for score, one in ranked if score == best]


def _score(path: str, texts: Iterable[str]) -> int:
    """Return how many characters of a path appear in the texts of a call; twice as many if its end does."""
    return max((_named(path, text) for text in texts), default=0)


def _named(path: str, text: str) -> int:
    text = re.sub(r"^\w+://[^/]*", "", text.partition("?")[0])
    parts = [part for part in text.split(UNKNOWN) if re.search(r"\w", part)]
    if not parts or not all(part.strip("/") in path for part in parts):
        return 0
    size = sum(len(part.strip("/")) for part in parts)
    middle = ".+".join(re.escape(part.rstrip("/")) for part in text.strip(UNKNOWN).split(UNKNOWN))
    ends = ".+" if text.endswith(UNKNOWN) else ""
    return 2 * size if re.search(rf"(^|/|\b){middle.removeprefix('/')}{ends}$", path) else size


def _route(
    endpoint: Endpoint,
    skeleton: Skeleton | None,
    guess: Guess,
    template: str,
    id_keys: frozenset[str] = frozenset(),
) -> Mapping[str, Json]:
    known = dict(route_of(endpoint, guess.keys, guess.envelope))
    if endpoint.login and guess.cookies:
        made = _route(endpoint, skeleton, replace(guess, cookies=()), template)
        answered: CheckedJson = made["answer"]
        set_cookies: list[Json] = [f"{name}={{{{ token }}}}; Path=/" for name in guess.cookies]
        cookie = {"Set-Cookie": set_cookies if len(set_cookies) > 1 else set_cookies[0]}
        headers = {**answered.get("headers", {}), **cookie}
        return {**made, "answer": {**answered, "headers": headers}}
    token = _jwt(guess.claims) if guess.jwt else "@token"
    if endpoint.login:
        known["answer"] = _with_token(_with_learned(known["answer"], guess), token)
    if skeleton is None and endpoint.login and _is_plain(endpoint, guess):
        return {**known, "answer": {"json": token}}
    if endpoint.login and skeleton is None:
        return known
    if skeleton is None and (named := changed_ids(endpoint, ids_like(template))):
        write: Json = {"ids": named, "set": {HANDLED: True}}
        method = next(iter(known))
        return {method: known[method], "write": write, "answer": {"json": {}}}
    if skeleton is None and (endpoint.method == "DELETE" or _is_told(endpoint, guess)):
        # What ends a session or removes something shows no events.
        method = next(iter(known))
        return {method: known[method], "answer": {"json": {}}}
    made_up: CheckedJson = known["answer"]
    body: CheckedJson = skeleton.body if skeleton is not None else made_up["json"]
    around = skeleton.around if skeleton is not None else {}
    if endpoint.login:
        told = _with_tokens(body, token)
        shows = any(_holds(told, mark) for mark in ("@events", "@event", "@ids"))
        if isinstance(told, list) or shows:
            # A library logs in at this line of the code, and the line reads the events.
            return known
        answered_to = answer_for(endpoint.path, guess.awaited, endpoint.line)
        by_library = answered_to is not None and answered_to.client
        if by_library and isinstance(told, dict) and "token" not in str(told) and not around:
            # A library logs in at this line of the code, and reads what the code does not.
            return known
        answer: dict[str, Json] = {"text": told} if isinstance(told, str) else {"json": told}
        return {**known, "answer": {**answer, **around}}
    if isinstance(body, dict):
        extra = {one.key: one.form for one in guess.learned if one.place == ANSWER}
        body = _merged(extra, _merged(body, extra))
    route = {key: value for key, value in known.items() if key not in ("answer", "one")}
    ids = ids_like(template)
    if "{id}" in endpoint.path or _asked_by_id(endpoint, ids):
        body = _with_event(body, id_keys)
    if _holds(body, "@event") and "{id}" in endpoint.path:
        route = {**_unfiltered(route), "one": "path.id"}
    elif _holds(body, "@event"):
        route.update(_asked_id(endpoint, ids))
    elif _holds(body, "@events") and _is_contained(endpoint, guess, ids):
        # The ids are those of what holds events; the request says itself which of these it wants.
        route.update({"page": dict(endpoint.page)} if endpoint.page else {})
    elif _holds(body, "@events") and (named := _asked_by_id(endpoint, ids)):
        # The code asks for events that an earlier answer named.
        route = {**_unfiltered(route), "filter": {"id": {"in": named}}}
    elif _holds(body, "@events") and "{id}" in endpoint.path:
        # What belongs to one event: the others are none of its answer.
        route = {**_unfiltered(route), "filter": {"id": {"in": "path.id"}}}
    if not guess.filtered:
        route = {key: one for key, one in route.items() if key not in ("filter", "search")}
    if not guess.paged:
        route.pop("page", None)
    if guess.offers:
        body = offered(body, endpoint.path)
    for cursor in guess.cursors:
        if (cursor.method, cursor.path) == (endpoint.method, endpoint.path):
            body = continued(body, cursor)
            route.update(_continued(route, cursor))
    page: CheckedJson = route.get("page", {})
    if guess.tells_more and {"cursor", "offset", "number"} & set(page):
        body = telling_more(body, counted="cursor" not in page)
    if not guess.offers and not {"cursor", "offset", "number"} & set(page):
        body = without_next(body)
    whole: Json = {"json": body, **around}
    made = {**route, "answer": whole}
    plain = {**_unfiltered(route), "answer": whole}
    return next((one for one in (made, plain) if is_possible(one)), dict(_unfiltered(known)))


def _id_keys(event: Mapping[str, CheckedJson]) -> frozenset[str]:
    return frozenset(key for key, value in event.items() if value in ("@id", "@id int"))


def _with_event(body: CheckedJson, id_keys: frozenset[str]) -> CheckedJson:
    """Return an answer about one event in which the object with the event's own id is that event."""
    if not isinstance(body, Mapping) or _holds(body, "@event"):
        return body
    named = id_keys & set(body)
    if any(isinstance(body[key], (str, int)) and body[key] != "@events" for key in named):
        return "@event"
    found = False
    made: dict[str, CheckedJson] = {}
    for key, value in body.items():
        other = value if found else _with_event(value, id_keys)
        found = found or other != value
        made[key] = other
    return made


def _holds(body: CheckedJson, mark: str) -> bool:
    """Whether an answer contains a mark such as ``@next``, at any depth."""
    if isinstance(body, Mapping):
        return any(_holds(value, mark) for value in body.values())
    return any(_holds(one, mark) for one in body) if isinstance(body, list) else body == mark


def _continued(route: Mapping[str, CheckedJson], cursor: Cursor) -> Mapping[str, Json]:
    """Return the parts of a route that hands out a cursor with each page."""
    size = {key: one for key, one in route.get("page", {}).items() if key in ("limit", "default")}
    if cursor.is_last_id:
        known: CheckedJson = route.get("filter", {})
        after = {"id": {"gt": cursor.reference}}
        both = {**known, **after} if isinstance(known, Mapping) else [*known, after]
        return (
            {"filter": both, "order": "id", "page": size}
            if size
            else {"filter": both, "order": "id"}
        )
    begin = {"begin": cursor.begin} if cursor.begin else {}
    page: Mapping[str, Json] = {**size, "cursor": cursor.reference, **begin}
    if not cursor.always:
        return {"page": page}
    # What a product shows after a position that it has given away is what became visible since.
    return {"page": {**page, "always": True}, "order": {"by": "visible"}}


def _with_learned(answer: CheckedJson, guess: Guess) -> CheckedJson:
    """Return the answer to a login with the keys that failures have shown to be missing.

    A list in it holds no events, but what the code may read as the credentials of a session.
    """
    issued: Json = [{key: "@token" for key in guess.keys if _CREDENTIAL.fullmatch(key)}]
    extra: dict[str, CheckedJson] = {
        one.key: issued if one.form == "@events" else one.form
        for one in guess.learned
        if one.place == ANSWER and (one.form == "@events" or not isinstance(one.form, str))
    }
    return {**answer, "json": _merged(extra, answer["json"])} if extra else answer


def _with_token(value: CheckedJson, token: str) -> CheckedJson:
    """Return an answer with ``token`` in place of each token."""
    if isinstance(value, dict):
        return {key: _with_token(inner, token) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_token(inner, token) for inner in value]
    return token if value == "@token" else value


def _jwt(claims: Iterable[str] = ()) -> str:
    """Return the template of a JWT that expires late: it is not signed, and its third part is the login's
    own token.

    ``claims`` are what the code reads from it.
    """
    head: Mapping[str, Json] = {"alg": "none"}
    parts = (head, {**_CLAIMS, **dict.fromkeys(claims, "xfetch")})
    written = (json.dumps(part, separators=(",", ":")).encode() for part in parts)
    coded = (urlsafe_b64encode(part).decode().rstrip("=") for part in written)
    return f"{'.'.join(coded)}.{{{{ token }}}}"


def _is_plain(endpoint: Endpoint, guess: Guess) -> bool:
    """Whether the code reads nothing inside a login's answer: then the whole answer is the token.

    OAuth says what an answer to a grant holds; a library may read it.
    """
    if any(ref.endswith("grant_type") for ref in endpoint.asked):
        return False
    answer = answer_for(endpoint.path, guess.awaited, endpoint.line)
    return answer is not None and not (answer.is_read or answer.attributes or answer.client)


def _is_told(endpoint: Endpoint, guess: Guess) -> bool:
    """Whether a request tells the product something: the code reads nothing of the answer to it."""
    here = awaited_for(endpoint.path, guess.awaited, endpoint.line)
    at_line = here and all(one.lines[0] <= endpoint.line <= one.lines[1] for one in here)
    return bool(at_line) and endpoint.method != "GET" and not endpoint.bounds


def _is_contained(endpoint: Endpoint, guess: Guess, ids: Collection[str]) -> bool:
    """Whether a list shows the events inside something, such as an account, whose id the request names.

    Its items become incidents, and the request asks for a time or for pages of them.
    """
    if not (endpoint.bounds or endpoint.page):
        return False
    answer = answer_for(endpoint.path, guess.awaited, endpoint.line)
    listed, several = event_in(answer, single=False) if answer is not None else (None, False)
    if listed is None or not several or not listed.item.event:
        return False
    named = _asked_by_id(endpoint, ids)
    # Several ids, or another one in each request, are those of events.
    return "{id}" in endpoint.path or not (not named or "[" in named or named in endpoint.changing)


def _asked_by_id(endpoint: Endpoint, ids: Collection[str]) -> str:
    """Return the parameter that names events by their ids; empty if it asks for those after an id."""
    named = asked_ids(endpoint, ids)
    return "" if named in {one.reference for one in endpoint.bounds} else named


def _asked_id(endpoint: Endpoint, ids: Collection[str]) -> Mapping[str, Json]:
    ref = next((ref for ref, value in endpoint.asked.items() if str(value) in ids), "")
    return {"one": ref or True}


def _unfiltered(route: Mapping[str, Json]) -> Mapping[str, Json]:
    return {key: value for key, value in route.items() if key not in ("filter", "search", "page")}


def _with_tokens(body: CheckedJson, token: str) -> CheckedJson:
    """Return the answer to a login with ``token`` in place of its made-up tokens."""
    if isinstance(body, dict):
        return {key: _with_tokens(value, token) for key, value in body.items()}
    if body == JWT_PLACEHOLDER:
        return _jwt()
    if body in (PLACEHOLDER, "xfetch"):
        return token
    return "@expires_in" if body == 3600 else body
