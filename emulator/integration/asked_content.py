"""Which modules of the content repository an integration needs, told by its imports and names alone."""

from __future__ import annotations

from .checkout import CLASS_MODULE, COMMON_SERVER, COMMON_SERVER_USER, MOCK, Checkout
from .common_server import CommonServer
from .imports import uses_foreign_names
from .source import Integration


def is_content(module: str, checkout: Checkout | None) -> bool:
    """Whether the platform or the content repository supplies this module."""
    if module in (MOCK, CLASS_MODULE, COMMON_SERVER, COMMON_SERVER_USER):
        return True
    return module.endswith("ApiModule") or bool(checkout and checkout.module(module))


def asked_content(integration: Integration, checkout: Checkout | None) -> list[str]:
    """Return the content modules that the integration imports, each once."""
    names = [item.module for item in integration.imports if is_content(item.module, checkout)]
    return list(dict.fromkeys(names))


def needs_common_server(integration: Integration, checkout: Checkout | None) -> bool:
    """Whether CommonServerPython is executed before the integration.

    In production it always is, imported or not (observed in code). It is skipped here if the code
    imports nothing from it and uses no name that the code does not define itself: such code cannot
    notice the difference, and starts faster.
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
    """Return the name of the integration's CommonServerPython in reports; empty if it uses none."""
    if integration.merged:
        return "its own text"
    return chosen.label if needs_common_server(integration, checkout) else ""
