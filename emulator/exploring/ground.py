"""The ground: what all worlds of a search have in common, by the integration, its instance and the API."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from shlex import quote

from ..emulate import Prepared, prepare
from ..errors import UsageError
from ..integration.manifest import Manifest
from ..record.entries import CheckedJson, Json
from ..recording.read_recording import is_recording
from ..request.request import Request
from ..request.scenario_file.document import read_document
from ..settings.guess import Guess, place_of, with_value
from ..settings.settings import (
    EVENTS_COMMANDS,
    FETCH_ASSETS,
    FETCH_INDICATORS,
    Drain,
    RunSettings,
)
from ..settings.units import format_duration, spoken_s
from ..starter.route_guesses import SORTED_BY
from .forms import ORDER, other_digits, other_ids, other_places, shows
from .product_facts import (
    Kind,
    asked_pages,
    id_template_of,
    kinds_of,
    mappings,
    page_sizes,
    precision_of,
    streams_of,
    takes_no_filter,
)
from .promises import Promises, beyond, promises_of
from .relative_windows import windows_of
from .world import World

# The sections of a scenario that a world brings itself, or that are about one timeline.
_OF_A_WORLD = ("about", "events", "faults", "expect", "cycles", "drain", "seed", "promises")
_LIMITS = re.compile(
    r"(max|fetch|incidents?|events?|alerts?|assets?)_*(fetch|limit|incidents?|results|events|alerts|assets)"
    r"(_*per_*(fetch|cycle|run))?|limit|max",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r"set_?(to_)?integration_?context", re.IGNORECASE)
_FIRST_FETCH = re.compile(r"first_?fetch|fetch_?(time|since|from)|look_?back_?days", re.IGNORECASE)
# These say how the product is reached, or whether the instance fetches at all.
_CONNECTION = re.compile(
    r"isFetch|proxy|secure|certificate|cert$|url|long_?running|debug", re.IGNORECASE
)
# The platform's numbers for kinds of parameters.
_BOOLEAN, _SELECT, _MULTI_SELECT = 8, 15, 16
# So many cycles at most may lie between two fetches of assets.
_MOST_CALM = 120
_USUAL_LIMIT = 50
# How a fetch sends what it brings.
INCIDENTS, INDICATORS, INTAKE = "incidents", "createIndicators", "intake"
_SENDS = {FETCH_INDICATORS: INDICATORS, **dict.fromkeys(EVENTS_COMMANDS, INTAKE)}


@dataclass(frozen=True)
class Ground:
    """What all worlds of a search have in common.

    ``request`` is the request for a world without events or faults; ``document`` holds what a scenario
    file says besides a world's own sections. ``limit`` is how many events one fetch gets at most, and
    ``limit_name`` the parameter that says so, empty without one. ``page`` is the product's page size
    where the API sets it; ``asked_pages`` are sizes of pages in the code. ``first_fetch_s`` is how far
    back the first fetch looks, 0 where that is unknown; ``shows_all`` says that the product shows older
    events too, since its lists take no filter. ``choices`` are parameters with the values among which a
    user chooses. ``precision_s`` is how exactly the product stores its times. ``kinds`` are the kinds of
    events that it has, at least one; ``streams`` are its lists of events, at least one. ``keeps_context``
    says whether the code sets the integration context. ``sends`` is the call of ``demisto`` by which the
    code sends what it got, or ``INTAKE`` for the platform's intake. ``most_faults`` is how many faults a
    world gets that has one. ``says_scope`` says whether the scenario states that an event is in scope.
    ``assets_interval_s`` is the time between two fetches of assets, 0 where there are none;
    ``assets_only`` says that there are no others. ``digits`` and ``id_forms`` are other forms in which
    the product could show its times and ids, ``places`` are where it could use another time than that of
    the creation. ``windows`` are parameters that say how far back a fetch looks, with other values of the
    same form.
    """

    request: Request
    document: Mapping[str, Json] = field(default_factory=dict)
    limit: int = _USUAL_LIMIT
    limit_name: str = ""
    page: int | None = None
    asked_pages: tuple[int, ...] = ()
    first_fetch_s: float = 0.0
    shows_all: bool = False
    choices: tuple[tuple[str, tuple[Json, ...]], ...] = ()
    interval_s: float = 60.0
    latency_s: float = 0.2
    precision_s: float = 1.0
    kinds: tuple[Kind, ...] = (Kind(),)
    streams: tuple[str, ...] = ("",)
    id_template: str = "{n}"
    keeps_context: bool = False
    sends: str = INCIDENTS
    most_faults: int = 1
    says_scope: bool = False
    assets_interval_s: float = 0.0
    assets_only: bool = False
    digits: tuple[int, ...] = ()
    id_forms: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    windows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    promises: Promises = field(default_factory=Promises)

    def beyond(self, world: World) -> tuple[str, ...]:
        """Return what a world does beyond the promises of the product."""
        return beyond(world, self.promises, self.precision_s, self.limit, self.limit_name)

    @property
    def asks_for_some(self) -> bool:
        """Whether the product has events that the fetch asks for, and others."""
        return len({kind.in_scope for kind in self.kinds}) > 1


def ground_of(request: Request, promises: Mapping[str, Json] | None = None) -> Ground:
    """Return the ground for a request that has a scenario; its timeline, faults and expectations are left
    out. ``promises`` are added to those of the scenario.

    Raises UsageError for a product that cannot be given other events, and for assets that are fetched too
    rarely; also the errors of ``prepare``.
    """
    _check_product(request)
    prepared = prepare(replace(request, product=replace(request.product, faults=())))
    request = replace(prepared.request, product=request.product)
    manifest = prepared.integration.manifest
    path = request.scenario_file
    whole = read_document(path).value if path is not None else {}
    whole = _with_settled(whole, request) if isinstance(whole, dict) else {}
    product = request.product
    scenario = replace(request.scenario, interval_s=prepared.scenario.interval_s)
    name, limit = _limit(request, manifest)
    assets_only = prepared.scenario.command == FETCH_ASSETS
    assets_s = prepared.scenario.assets_interval_s or 0.0
    _check_assets(assets_s, prepared.scenario, request)
    guesses = tuple(one for one in request.guesses if place_of(one.path)[0] == "api")
    first_fetch_s = first_fetch_of(prepared.parameters.values)
    return Ground(
        request=replace(
            request,
            scenario=replace(scenario, drain=Drain()),
            product=replace(product, timeline=None, faults=(), seed=0),
            judging=replace(request.judging, expect=None),
            guesses=guesses,
            stated=(request.stated - {"cycles"}) | {"interval"},
            store=None,
        ),
        document={**_document(whole), **_typed(prepared)},
        limit=limit,
        limit_name=name,
        page=min(page_sizes(product.api), default=None),
        asked_pages=tuple(asked_pages(prepared.integration.text)),
        first_fetch_s=first_fetch_s,
        shows_all=not guesses and takes_no_filter(product.api),
        choices=tuple(_choices(manifest, prepared.integration.text)),
        interval_s=scenario.interval_s,
        latency_s=scenario.latency_s,
        precision_s=precision_of(
            product.api, product.timeline, guessed=bool(guesses), code=prepared.integration.text
        ),
        kinds=tuple(kinds_of(product.timeline, scenario.start, first_fetch_s, product.api))
        or (Kind(),),
        streams=tuple(dict.fromkeys(streams_of(product.api, product.timeline))) or ("",),
        id_template=id_template_of(product.timeline),
        digits=other_digits(product.api),
        # A written API says what its ids are; a guessed one may be wrong about them.
        id_forms=other_ids(product.api, id_template_of(product.timeline)) if guesses else (),
        places=tuple(_places(product.api, guesses)),
        windows=tuple(windows_of(prepared.parameters.values)),
        keeps_context=_CONTEXT.search(prepared.integration.text) is not None,
        sends=_SENDS.get(prepared.scenario.command, INCIDENTS),
        assets_interval_s=scenario.interval_s if assets_only else assets_s,
        assets_only=assets_only,
        says_scope=any(one.get("in_scope") is True for one in mappings(whole.get("events"))),
        promises=promises_of({**whole.get("promises", {}), **(promises or {})}),
    )


def _with_settled(whole: dict[str, CheckedJson], request: Request) -> dict[str, CheckedJson]:
    """Return a scenario file with the values of the guesses that the request settles, and without these
    guesses.
    """
    for guess, value in request.settled:
        whole = with_value(whole, place_of(guess.path), value)
        left = [one for one in whole.get("guesses", ()) if one["path"] != guess.path]
        whole = {**whole, "guesses": left}
    return whole


def _document(whole: Mapping[str, CheckedJson]) -> Mapping[str, Json]:
    """Return what a scenario file says besides the sections of a world and the guesses about these."""
    document = {key: value for key, value in whole.items() if key not in _OF_A_WORLD}
    guesses = [one for one in document.pop("guesses", ()) if one["path"].startswith("api")]
    return {**document, "guesses": guesses} if guesses else document


def _typed(prepared: Prepared) -> Mapping[str, Json]:
    """Return, as keys of a scenario file, what the user gave on the command line. Secrets are left out."""
    request, mask = prepared.request, prepared.mask
    given = {k: v for k, v in request.instance.params.items() if mask.json({k: v}) == {k: v}}
    typed: dict[str, Json] = {"params": given} if given else {}
    if "command" in request.stated:
        typed["command"] = request.scenario.command
    if request.product.vendor_file is not None:
        typed["vendor"] = str(request.product.vendor_file.resolve())
    return typed


def _check_product(request: Request) -> None:
    """Raise UsageError if the product cannot be given the events of a world."""
    product = request.product
    if product.api is not None or (product.vendor_file and not is_recording(product.vendor_file)):
        return
    target = quote(str(request.target))
    raise UsageError(
        "no scenario describes the product, so xfetch cannot give the product other events",
        where=str(request.target),
        advice=(
            f"xfetch init {target} -o acme.yml writes one",
            f"then: xfetch explore {target} --scenario acme.yml",
        ),
    )


def _check_assets(assets_s: float, scenario: RunSettings, request: Request) -> None:
    """Raise UsageError where each world would take too many cycles until the assets are fetched again."""
    interval_s = scenario.interval_s
    if assets_s > _MOST_CALM * interval_s:
        words = f"assets are fetched every {format_duration(assets_s)}"
        raise UsageError(
            f"{words}, and events every {format_duration(interval_s)}: that is too rare for a search",
            where=str(request.target),
            advice=("--param assetsFetchInterval=5 fetches them every 5 minutes",),
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


def first_fetch_of(params: Mapping[str, CheckedJson]) -> float:
    """Return how far back a first fetch looks, in seconds, as a parameter says; 0 where none does."""
    for name, value in params.items():
        if _FIRST_FETCH.search(name) and isinstance(value, str):
            return spoken_s(value) or 0.0
    return 0.0


def _places(api: Json, guesses: Collection[Guess]) -> Iterator[str]:
    """Yield the places in which the product could use another time than that of the creation. Where a request
    names the time by which it sorts, and events show it under this name, the product sorts by this time.
    """
    whys = [one.why for one in guesses if one.path.endswith(".order")]
    named = whys and all(why.startswith(SORTED_BY) and shows(api, why) for why in whys)
    return (one for one in other_places(api) if not (named and one == ORDER))


def _choices(manifest: Manifest, code: str) -> Iterator[tuple[str, tuple[Json, ...]]]:
    """Yield each parameter that the code reads and whose values the yml lists, with these values."""
    for one in manifest.parameters:
        read = any(f"{mark}{one.name}{mark}" in code for mark in "'\"")
        if one.hidden or not read or _CONNECTION.search(one.name):
            continue
        if one.type == _BOOLEAN:
            yield one.name, (True, False)
        elif one.type == _SELECT and one.options:
            yield one.name, one.options
        elif one.type == _MULTI_SELECT and one.options:
            yield one.name, (*([value] for value in one.options), list(one.options))
