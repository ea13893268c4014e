"""Tell which modules of the content repository an integration needs, from its imports and the names it
uses.
"""

from __future__ import annotations

from ..commonserver.assembly import API_MODULES
from .checkout import (
    CLASS_MODULE,
    COMMON_SERVER,
    COMMON_SERVER_USER,
    MOCK,
    Checkout,
)
from .common_server import CommonServer
from .imports import uses_foreign_names
from .source import Integration


def is_content(module: str, checkout: Checkout | None) -> bool:
    """Whether a module comes from the platform or from the content repository, not from a library."""
    if module in (MOCK, CLASS_MODULE, COMMON_SERVER, COMMON_SERVER_USER):
        return True
    return module.endswith("ApiModule") or bool(checkout and checkout.module(module))


def asked_content(integration: Integration, checkout: Checkout | None) -> list[str]:
    """Return the platform's and content modules (demistomock, CommonServerPython, ApiModules) that the
    integration imports, each once.
    """
    names = [item.module for item in integration.imports if is_content(item.module, checkout)]
    return list(dict.fromkeys(names))


def needs_common_server(integration: Integration, checkout: Checkout | None) -> bool:
    """Whether xfetch must execute CommonServerPython before the integration.

    Production always does, imported or not (observed in production's code). xfetch skips it for code that
    already contains it, and for a .py file that imports neither CommonServerPython nor an ApiModule and
    defines all names that it uses: such code cannot notice the difference, and starts faster.
    """
    if integration.merged:
        return False
    asked = asked_content(integration, checkout)
    if integration.unified or any(name not in (MOCK, CLASS_MODULE) for name in asked):
        return True
    return uses_foreign_names(integration.text)


def common_server_label(
    integration: Integration, checkout: Checkout | None, chosen: CommonServer
) -> str:
    """Return how reports name the integration's CommonServerPython; an empty text if it uses none."""
    if integration.merged:
        return "its own text"
    if not needs_common_server(integration, checkout):
        return ""
    asked = asked_content(integration, checkout)
    own = [name for name in API_MODULES if name in asked]
    own = [name for name in own if not (checkout and checkout.module(name))]
    if own:
        return f"{chosen.label}; {' and '.join(own)} xfetch's own"
    return chosen.label
