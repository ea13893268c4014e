"""Find how an integration continues after an answer: a later request sends a value from that answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..record.entries import CheckedJson, Json
from ..record.fetch_run import FetchRun
from .endpoint import endpoints_of

# Names of values from which the next request continues.
NEXT = re.compile(
    r"next|cursor|continu|scroll|page_?token|bookmark|checkpoint|resume|sync_?token", re.I
)
MORE = re.compile(r"more|truncated|has_?next", re.I)
# What an answer holds where nothing is known of a text.
ANY_TEXT = "xfetch"
_PAGE = re.compile(r"(current_?)?page(_?(number|num|no|index))?", re.I)
_MARK = "xfetch-next-"
_OF = "of"
_ABSENT = "@next?"
# More events, or pages, than any first page holds.
_MANY = 100_000
_LINK = "https://xfetch.example.com/"
# The parameter of a link that is only followed: its name is unknown.
_OF_LINK = "query.xfetch_next"
# Names of numbers from which the next request may continue.
_LAST = re.compile(r"(last|max|latest)_?((event|alert|item)_?)?(id|seq\w*)", re.I)


@dataclass(frozen=True)
class Cursor:
    """A value in an endpoint's answers that a later request sends.

    ``key`` is the value's key in the answer, ``reference`` the parameter that sends it. ``always`` says that
    the next fetch sends it too, so that even the answer with the last page must have one. ``begin`` is what
    the parameter held before, empty if it was not sent. ``link`` says that the value is a URL which the
    integration follows; ``inside``, that it is only the path of that URL, which the integration appends to
    its server's address.
    """

    method: str
    path: str
    key: str
    reference: str
    always: bool
    begin: str = ""
    link: bool = False
    inside: bool = False

    @property
    def is_last_id(self) -> bool:
        """Whether the value is the id of the last event on a page, after which the next request continues."""
        plain = re.fullmatch(r"\w+(\.\w+)+", self.reference) is not None
        return plain and bool(_LAST.fullmatch(self.key)) and self.begin.isdecimal()


def offered(body: CheckedJson, path: str = "") -> CheckedJson:
    """Return an answer that offers a next page.

    Each value from which a next request may continue (null, or a text without meaning) becomes a mark, and
    the answer says that there is more. A later request that sends the mark shows that it continues from this
    value. ``path`` is the endpoint's path; a mark that is a link names it.
    """
    if not isinstance(body, Mapping):
        return body
    return {
        key: True
        if value is False and MORE.search(key)
        else _MANY
        if value in ("@total", "@pages")
        else f"{_LINK}{_MARK}{key}?{urlencode({_OF: path})}"
        if _may_continue(key, value) and _is_link(key)
        else f"{_MARK}{key}"
        if _may_continue(key, value)
        else offered(value, path)
        for key, value in body.items()
    }


def with_next(body: CheckedJson, by_code: CheckedJson) -> CheckedJson:
    """Return an answer with the keys of a next page that the code reads (``by_code``) and the documents of
    the pack's tests do not show.

    On the last page such a key is absent, as in the documents. If the code takes an empty text to mean that
    no page follows, an empty text replaces a null of the documents.
    """
    if not isinstance(body, Mapping) or not isinstance(by_code, Mapping):
        return body
    inner = {
        key: ""
        if value is None and by_code.get(key) == "" and NEXT.search(key)
        else with_next(value, by_code.get(key))
        for key, value in body.items()
    }
    lacking = [key for key, one in by_code.items() if key not in body and one is None]
    return {**inner, **{key: _ABSENT for key in lacking if NEXT.search(key)}}


def telling_more(body: CheckedJson, *, counted: bool) -> CheckedJson:
    """Return an answer that says whether there is more after its page.

    With ``counted`` the requests count pages or events: then the next page has a number, an offset or a URL.
    """
    if not isinstance(body, Mapping):
        return body
    return {
        key: "@more"
        if value is False and MORE.search(key)
        else ("@next_url" if re.search("url|href|link", key, re.I) else "@next")
        if counted and value is None and NEXT.search(key)
        else telling_more(value, counted=counted)
        for key, value in body.items()
    }


def _is_link(key: str) -> bool:
    """Whether the key of a next page, by its name, may hold a URL that the code follows or sends."""
    return re.search(r"url|link|href|(^|_)next$|next$", key, re.I) is not None


def _may_continue(key: str, value: Json) -> bool:
    number = isinstance(value, int) and bool(_LAST.fullmatch(key))
    return (
        number or value in (ANY_TEXT, _ABSENT) or (value in (None, "") and bool(NEXT.search(key)))
    )


def continued(body: CheckedJson, cursor: Cursor) -> CheckedJson:
    """Return an answer in which the key of ``cursor`` holds the cursor of the next page (``@next``), in place
    of null or a text without meaning.

    If the cursor is a link, the key holds the URL or the path of the next page. If it is a last id, the key
    holds the id of the last event on the page.
    """
    if not isinstance(body, Mapping):
        return body
    if cursor.is_last_id:
        last = f"= (ids | last | int) if ids else ({cursor.reference} | int)"
        return {
            name: last if name == cursor.key and _is_open(value) else continued(value, cursor)
            for name, value in body.items()
        }
    link = ("@next_path" if cursor.inside else "@next_url") if cursor.link else ""
    return {
        name: (f"{link}{'?' if value == _ABSENT else ''}" if link else _next(value))
        if name == cursor.key and _is_open(value)
        else continued(value, cursor)
        for name, value in body.items()
    }


def going_on(body: CheckedJson, event: Mapping[str, CheckedJson], start: str) -> CheckedJson:
    """Return an answer in which the time from which the next request continues is the time of the answer's
    last event.

    ``event`` is the form of an event, ``start`` the parameter that asks for events since a time.
    """
    if not isinstance(body, Mapping) or not re.fullmatch(r"\w+(\.\w+)+", start):
        return body
    found: dict[str, CheckedJson] = {}
    for key, value in body.items():
        form = str(value).removeprefix("@now") if str(value).startswith("@now") else None
        times = [name for name, one in event.items() if form and one == f"@created{form}"]
        if times and NEXT.search(key):
            found[key] = f"= (events | last)['{times[0]}'] if events else {start}"
        else:
            found[key] = going_on(value, event, start)
    return found


def telling_page(body: CheckedJson) -> CheckedJson:
    """Return an answer in which the key for the number of a page holds the number that the request asked
    for.
    """
    if not isinstance(body, Mapping):
        return body
    return {
        key: "@page" if value == 1 and _PAGE.fullmatch(key) else telling_page(value)
        for key, value in body.items()
    }


def without_next(body: CheckedJson) -> CheckedJson:
    """Return an answer without the keys of a next page that no request can ask for."""
    if not isinstance(body, Mapping):
        return body
    return {key: without_next(value) for key, value in body.items() if value != _ABSENT}


def _is_open(value: Json) -> bool:
    return value in (None, "", ANY_TEXT, _ABSENT) or isinstance(value, int)


def _next(value: Json) -> str:
    """Return the template of a cursor whose value in the answer was ``value``. On the last page the template
    gives this value again: an empty text, null, or no key at all.
    """
    if value == _ABSENT:
        return _ABSENT
    return "{{ next or '' }}" if value == "" else "@next"


def cursors_in(runs: Iterable[FetchRun], known: Iterable[tuple[str, str]]) -> tuple[Cursor, ...]:
    """Return a Cursor for each endpoint of which later requests sent a value that ``offered`` had put into
    its answers, or followed it as a link.

    ``known`` are the endpoints, by method and path.
    """
    places = frozenset(known)
    found: dict[tuple[str, str], Cursor] = {}
    first: dict[tuple[str, ...], str] = {}
    runs = tuple(runs)
    for run in runs:
        asked: set[tuple[str, str]] = set()
        for exchange in run.record.exchanges:
            for place, endpoint in endpoints_of((exchange,), run.at).items():
                for ref, value in endpoint.asked.items():
                    key = _offer(value)
                    begin = first.setdefault((*place, ref), "" if key else str(value))
                    if key and place in places:
                        # The first request of a fetch can only send what an earlier fetch has saved. A last
                        # id is that of an event, so it is never absent.
                        always = place not in asked or bool(_LAST.fullmatch(key))
                        new = Cursor(*place, key, ref, always, begin)
                        found.setdefault(place, new)
                asked.add(place)
    for linked in _followed(runs, places):
        found.setdefault((linked.method, linked.path), linked)
    return tuple(found.values())


def _followed(runs: Iterable[FetchRun], places: Collection[tuple[str, str]]) -> Iterator[Cursor]:
    """Yield the links of ``offered`` that later requests followed, in the same fetch or in a later one."""
    for run in runs:
        for exchange in run.record.exchanges:
            link = urlsplit(exchange.url)
            key, of = _offer(link.path), dict(parse_qsl(link.query)).get(_OF, "")
            # A product can only send such a path if the integration puts it right behind its server's name.
            inside = re.match(r"/https?://", link.path) is not None
            for place in places if key and (inside or "://" not in link.path) else ():
                if place[1] == of:
                    yield Cursor(*place, key, _OF_LINK, always=False, link=True, inside=inside)


def _offer(value: Json) -> str:
    _, mark, key = str(value).partition(_MARK)
    return key.partition("?")[0] if mark else ""
