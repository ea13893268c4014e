"""Rewrite the debug output of Python's HTTP client as curl commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from typing import Any

    import demistomock as demisto

__all__ = ()

_CURL_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
_CURLS_OWN_HEADERS = (
    "Host:",
    "User-Agent:",
    "Accept-Encoding:",
    "Connection:",
    "Content-Length:",
)


def _curl_command(head: str) -> str:
    r"""Return the curl command for a request's first line and headers, separated by the text ``\r\n``."""
    first, *lines = head.split("\\r\\n")
    method, path, *_ = first.split(" ")
    host = next((line[6:] for line in lines if line.startswith("Host: ")), "")
    words = ["curl", "-X", method, f"https://{host}{path}" if host else path]
    headers = [line for line in lines if line and line != "'"]
    words.extend(f'-H "{line}"' for line in headers if not line.startswith(_CURLS_OWN_HEADERS))
    return " ".join((*words, *_curl_switches())) + " "


def _curl_switches() -> list[Any]:
    params = demisto.params()
    if not params.get("proxy"):
        switches = ['--noproxy "*"']
    else:
        proxy = os.environ.get("https_proxy")
        switches = [f"--proxy {proxy}"] if proxy else []
    return [*switches, "-k"] if params.get("insecure") else switches


def _add_to_curls(curls: list[str], text: str) -> None:
    """Add what a debug line of Python's HTTP client shows to the list of curl commands.

    The start of a request adds a command; a body is added to the last command. Raises IndexError for a line
    that shows nothing sent.
    """
    sent = text.split("send: b'")[1]
    if sent.startswith(("{", "<")) and curls:
        curls[-1] += "-d '" + sent
    elif sent.split(" ")[0] in _CURL_METHODS:
        curls.append(_curl_command(sent))
