"""The ground that all worlds of a search stand on: what the integration, its instance and the API give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from shlex import quote

from ..emulate import prepare
from ..errors import UsageError
from ..integration.manifest import Manifest
from ..record.entries import CheckedJson, Json
from ..recording.read_recording import is_recording
from ..request.request import Request
from ..request.scenario_file.document import read_document
from ..settings.settings import Drain
from ..timeline.generated import Generated
from ..timeline.listed import Listed
from ..timeline.timeline import Timeline
from .promises import Promises, promises_of

# The sections of a scenario that a world brings itself, or that are about one timeline.
_OF_A_WORLD = ("about", "events", "faults", "expect", "cycles", "drain", "seed", "promises")
_LIMITS = re.compile(
    r"(max|fetch|incidents?|events?|alerts?)_*(fetch|limit|incidents?|results|events|alerts)"
    r"(_*per_*(fetch|cycle|run))?|limit|max",
    re.IGNORECASE,
)
_USUAL_LIMIT = 50
_DIGITS = re.compile(r"@(?:created|visible|updated)\s+iso\.(\d)")
_FINE = re.compile(r"@(?:created|visible|updated)\s+epoch_(ms|us|ns)")
_DRAIN = Drain(cycles=200, quiet=3)


@dataclass(frozen=True)
class Ground:
    """What all worlds of a search have in common.

    ``request`` is the request for a world without events or faults; ``document`` holds what a scenario file
    says besides a world's own sections. ``limit`` is the most events that one fetch brings, and
    ``limit_name`` the parameter that says so, empty without one. ``page`` is the product's page size where
    the API sets it. ``precision_s`` is how exactly the product keeps its times. ``fields`` are templates of
    the events' fields, at least one; ``streams`` the product's lists of events, at least one.
    """

    request: Request
    document: Mapping[str, Json] = field(default_factory=dict)
    limit: int = _USUAL_LIMIT
    limit_name: str = ""
    page: int | None = None
    interval_s: float = 60.0
    latency_s: float = 0.2
    precision_s: float = 1.0
    fields: tuple[Mapping[str, Json], ...] = ({},)
    streams: tuple[str, ...] = ("",)
    id_template: str = "{n}"
    promises: Promises = field(default_factory=Promises)


def ground_of(request: Request) -> Ground:
    """Return the ground for a request that has a scenario; its timeline, faults and expectations are left
    out.

    Raises UsageError for a product that cannot be given other events, and the errors of ``prepare``.
    """
    _check_product(request)
    prepared = prepare(replace(request, product=replace(request.product, faults=())))
    request = replace(prepared.request, product=request.product)
    manifest = prepared.integration.manifest
    path = request.scenario_file
    whole = read_document(path).value if path is not None else {}
    whole = whole if isinstance(whole, dict) else {}
    product = request.product
    scenario = replace(request.scenario, interval_s=prepared.scenario.interval_s)
    name, limit = _limit(request, manifest)
    return Ground(
        request=replace(
            request,
            scenario=replace(scenario, drain=_DRAIN),
            product=replace(product, timeline=None, faults=(), seed=0),
            judging=replace(request.judging, expect=None),
            stated=(request.stated - {"cycles"}) | {"interval"},
            store=None,
        ),
        document={key: value for key, value in whole.items() if key not in _OF_A_WORLD},
        limit=limit,
        limit_name=name,
        page=min(_pages(product.api), default=None),
        interval_s=scenario.interval_s,
        latency_s=scenario.latency_s,
        precision_s=_precision_s(product.api, product.timeline),
        fields=tuple(_fields(product.timeline)) or ({},),
        streams=tuple(dict.fromkeys(_streams(product.api, product.timeline))) or ("",),
        id_template=_id_template(product.timeline),
        promises=promises_of(whole.get("promises", {})),
    )


def _check_product(request: Request) -> None:
    """Raise UsageError unless the product takes the events of a timeline."""
    product = request.product
    if product.api is not None or (product.vendor_file and not is_recording(product.vendor_file)):
        return
    target = quote(str(request.target))
    raise UsageError(
        "there is no scenario that describes the product, so it cannot be given other events",
        where=str(request.target),
        advice=(
            f"xfetch init {target} -o acme.yml writes one",
            f"then: xfetch explore {target} --scenario acme.yml",
        ),
    )


def _limit(request: Request, manifest: Manifest) -> tuple[str, int]:
    """Return the parameter that limits a fetch, and its value; an empty name without one."""
    given = request.instance.params
    declared = {one.name: one.default for one in manifest.parameters if not one.hidden}
    for name in sorted(declared, key=lambda one: one != "max_fetch"):
        if _LIMITS.fullmatch(name):
            value = str(given.get(name, declared[name]) or "")
            return name, int(value) if value.isdigit() and int(value) else _USUAL_LIMIT
    return "", _USUAL_LIMIT


def _pages(api: Json) -> Iterator[int]:
    """Yield each page size that the API sets, whatever a request asks for."""
    for section in _mappings(api):
        page = section.get("page")
        if isinstance(page, Mapping):
            sizes = (page.get(key) for key in ("limit", "max"))
            yield from (size for size in sizes if type(size) is int and size > 0)


def _precision_s(api: Json, timeline: Timeline | None) -> float:
    """Return how exactly the product keeps the times of its events: as exactly as it shows them."""
    texts = [text for text in _texts(api) if "@" in text]
    digits = [int(match[1]) for text in texts for match in _DIGITS.finditer(text)]
    if any(_FINE.search(text) for text in texts) or any(one >= 3 for one in digits):
        return 0.001
    sources = timeline.sources if timeline is not None else ()
    kept = [one.precision_s for one in sources if isinstance(one, Generated)]
    return min(kept, default=1.0)


def _fields(timeline: Timeline | None) -> Iterator[Mapping[str, Json]]:
    """Yield a template of fields for each kind of event in the timeline."""
    for source in timeline.sources if timeline is not None else ():
        if isinstance(source, Generated | Listed) and source.fields:
            yield source.fields
    # A file of events is not read: its fields belong to its own events.


def _streams(api: Json, timeline: Timeline | None) -> Iterator[str]:
    for source in timeline.sources if timeline is not None else ():
        if isinstance(source, Generated | Listed):
            yield source.stream
    for section in _mappings(api):
        stream = section.get("stream")
        if isinstance(stream, str) and not stream.startswith("@"):
            yield stream


def _id_template(timeline: Timeline | None) -> str:
    sources = timeline.sources if timeline is not None else ()
    made = (one.id for one in sources if isinstance(one, Generated))
    listed = (one.id for one in sources if isinstance(one, Listed))
    for template in made:
        return template
    for text in listed:
        head = text.rstrip("0123456789")
        return f"{head}{{n}}" if head != text and not set(head) & set("{}") else "A{n}"
    return "{n}"


def _mappings(value: CheckedJson) -> Iterator[Mapping[str, CheckedJson]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _mappings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mappings(inner)


def _texts(value: CheckedJson) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
