"""Route the integration's HTTP requests to the simulated product.

Requests of urllib3, requests and botocore are answered without a socket: this module replaces
``HTTPConnectionPool._make_request``, which urllib3's retries call. It is private to urllib3, and is at the
same place in 1.26 and 2.x. Retries, back-off, redirects and pooling stay those of the real client. Other
clients get connections over the loopback (``dialled``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any

from ..message import Failure
from .dialled.dialled import dialled
from .patching import patched_module, swapped
from .urllib3_request import read_timeout_s, request_of
from .urllib3_response import client_error, client_response, raw_response
from .wire import Wire

POOLS = "urllib3.connectionpool"


@contextmanager
def routed(wire: Wire) -> Iterator[None]:
    """Send the process's HTTP requests to the simulated product while this context is open.

    urllib3 is patched when the integration imports it; this function never imports it.
    """

    def patch(module: ModuleType, stack: ExitStack) -> None:
        pools: Any = module
        stack.enter_context(swapped(pools.HTTPConnectionPool, "_make_request", make_request(wire)))
        # urllib3 opens a tunnel through a proxy before an https request; the wire needs none.
        stack.enter_context(swapped(pools.HTTPSConnectionPool, "_prepare_proxy", _no_tunnel))

    with dialled(wire), patched_module(POOLS, patch):
        yield


def make_request(wire: Wire) -> Callable[..., Any]:
    """Return the replacement for urllib3's ``_make_request``: the simulated product answers the request."""

    def _make_request(self: Any, conn: Any, method: str, url: str, **options: Any) -> Any:
        self.num_requests += 1
        timeout_s = read_timeout_s(self, options.get("timeout"))
        given = wire.exchange(request_of(self, method, url, options), timeout_s)
        if isinstance(given, Failure):
            raise client_error(given, self, conn, url, timeout_s)
        return client_response(raw_response(given, method), self, method, url, options)

    return _make_request


def _no_tunnel(pool: object, conn: object) -> None:
    """Do nothing, in place of urllib3's ``_prepare_proxy``: there is no proxy to connect to."""


__all__ = ["POOLS", "Wire", "make_request", "routed"]
