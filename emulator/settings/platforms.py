"""The platforms that run integrations (XSOAR 6, XSOAR 8, XSIAM), as an integration sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import UsageError
from .settings import EVENTS_COMMANDS

_PAGES = {
    "evidenceBoard": "EvidenceBoard",
    "investigation": "Details",
    "relatedIncidents": "Cluster",
    "warRoom": "WarRoom",
    "workPlan": "WorkPlan",
}


@dataclass(frozen=True)
class Platform:
    """A platform that runs integrations: its name for ``--platform``, and the result of
    ``demistoVersion()``.

    ``marketplaces`` are its names in an integration's yml, the most specific first. ``server`` is its URL;
    the path of each of its pages begins with ``pages``. ``license_fields`` are the values that
    ``getLicenseCustomField`` returns.
    """

    name: str
    version: Mapping[str, str]
    marketplaces: tuple[str, ...]
    server: str
    pages: str = "/"
    license_fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def urls(self) -> dict[str, str]:
        """The result of ``demistoUrls()``: a URL for each documented key."""
        pages = {key: f"{self.server}{self.pages}{page}" for key, page in _PAGES.items()}
        return dict(sorted({**pages, "server": self.server}.items()))


# The keys of the version and the values of ``platform`` are observed in code; the numbers and addresses are
# assumed. XSOAR 8 also reports ``xsoar``; integrations recognise it by its version (observed in code).
XSOAR_6 = Platform(
    "xsoar-6",
    {"version": "6.13.0", "buildNumber": "0", "platform": "xsoar"},
    ("xsoar_on_prem", "xsoar"),
    "https://xsoar.example.com",
    pages="/#/",
)
XSOAR_8 = Platform(
    "xsoar-8",
    {"version": "8.9.0", "buildNumber": "0", "platform": "xsoar"},
    ("xsoar_saas", "xsoar"),
    "https://xsoar-8.example.com",
)
XSIAM = Platform(
    "xsiam",
    {"version": "8.9.0", "buildNumber": "0", "platform": "x2"},
    ("marketplacev2",),
    "https://xsiam.example.com",
    license_fields={
        "Http_Connector.url": "xsiam.example.com",
        "Http_Connector.token": "xfetch-emulated-token",
    },
)
PLATFORMS = {one.name: one for one in (XSOAR_6, XSOAR_8, XSIAM)}


def platform_named(name: str, where: str) -> Platform:
    """Return the platform with this name. Raises UsageError with the known names; ``where`` is its place."""
    if name not in PLATFORMS:
        what = f"no platform is called {name!r}"
        raise UsageError(what, where=where, advice=(f"there are {', '.join(PLATFORMS)}",))
    return PLATFORMS[name]


def usual_platform(command: str, marketplaces: tuple[str, ...], from_version: str) -> Platform:
    """Return the platform that runs a command if the user names none.

    It is XSIAM for events and assets, else XSOAR 6, unless the yml supports only other marketplaces or later
    versions.
    """
    if command in EVENTS_COMMANDS:
        return XSIAM
    if from_version.partition(".")[0].isdecimal() and int(from_version.partition(".")[0]) >= 8:
        later = [XSOAR_8, XSIAM]
    else:
        later = [XSOAR_6, XSOAR_8, XSIAM]
    fit = [one for one in later if not marketplaces or set(one.marketplaces) & set(marketplaces)]
    return (fit or later)[0]
