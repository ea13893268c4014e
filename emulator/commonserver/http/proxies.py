"""Set the environment variables for proxies and certificates as the parameters ``proxy`` and ``insecure``
say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from typing import Any

    import demistomock as demisto

__all__ = (
    "add_http_prefix_if_missing",
    "ensure_proxy_has_http_prefix",
    "handle_proxy",
    "handle_proxy_for_long_running",
    "skip_cert_verification",
    "skip_proxy",
)

_PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
_CERTIFICATE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_PROXY_SCHEMES = ("http://", "https://", "socks5://", "socks5h://", "socks4://", "socks4a://")


def add_http_prefix_if_missing(address: Any = "") -> Any:
    """Return a proxy's address, with ``http://`` before it if it has no scheme.

    An empty address stays empty.
    """
    if not address:
        return ""
    has_scheme = any(address.startswith(scheme) for scheme in _PROXY_SCHEMES)
    return address if has_scheme else "http://" + address


def ensure_proxy_has_http_prefix() -> None:
    """Add ``http://`` to those proxy variables of the environment that have no scheme."""
    for name in _PROXY_VARIABLES:
        if os.getenv(name):
            os.environ[name] = add_http_prefix_if_missing(os.environ[name])


def skip_proxy() -> None:
    """Remove the proxy variables from the environment."""
    for name in _PROXY_VARIABLES:
        os.environ.pop(name, None)


def skip_cert_verification() -> None:
    """Remove the variables that name certificate bundles: requests prefers them to ``verify=False``."""
    for name in _CERTIFICATE_VARIABLES:
        os.environ.pop(name, None)


def handle_proxy(
    proxy_param_name: Any = "proxy",
    checkbox_default_value: Any = False,
    handle_insecure: Any = True,
    insecure_param_name: Any = None,
) -> dict[str, Any]:
    """Set the environment as the parameters ``proxy`` and ``insecure`` say; return the proxies for
    ``requests``.
    """
    proxies = {}
    if demisto.params().get(proxy_param_name, checkbox_default_value):
        ensure_proxy_has_http_prefix()
        for scheme in ("http", "https"):
            variable = f"{scheme}_proxy"
            proxies[scheme] = os.getenv(variable.upper()) or os.getenv(variable, "")
    else:
        skip_proxy()
    if handle_insecure:
        names = (
            (insecure_param_name,) if insecure_param_name is not None else ("insecure", "unsecure")
        )
        if any(demisto.params().get(name) for name in names):
            skip_cert_verification()
    return proxies


def handle_proxy_for_long_running(
    proxy_param_name: Any = "proxy",
    checkbox_default_value: Any = False,
    handle_insecure: Any = True,
    insecure_param_name: Any = None,
) -> tuple[dict[str, Any], Any]:
    """Return the proxies of a long-running integration, and ``handle_insecure`` (with ``CRTX_HTTP_PROXY``
    True).

    A tenant in the cloud names its proxy in ``CRTX_HTTP_PROXY`` (observed in code); else this is
    ``handle_proxy``.
    """
    of_tenant = os.environ.get("CRTX_HTTP_PROXY")
    if of_tenant:
        demisto.error(f"Setting proxies according to CRTX_HTTP_PROXY: {of_tenant}")
        return {"http": of_tenant, "https": of_tenant}, True
    given = (proxy_param_name, checkbox_default_value, handle_insecure, insecure_param_name)
    return handle_proxy(*given), handle_insecure
