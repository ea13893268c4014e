"""Recognise a request that opens a WebSocket, and the client library that sends it."""

from __future__ import annotations

import sys
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

from ..message import Request

_OURS = __name__.partition(".")[0]
# What the code of an integration is called while it runs.
_INTEGRATION = ("builtins", "__main__")


def websocket_url(request: Request) -> str:
    """Return the address of the WebSocket that a request opens (``wss://…``); empty for another request."""
    if request.headers.get("upgrade", "").lower() != "websocket":
        return ""
    parts = urlsplit(request.url)
    # aiohttp names the port, and dials before it says that it will speak TLS.
    secure = parts.scheme == "https" or parts.port == 443
    host = parts.netloc.removesuffix(":443" if secure else ":80")
    return urlunsplit(parts._replace(scheme="wss" if secure else "ws", netloc=host))


def client_library() -> str:
    """Return the top-level module, outside Python's own library, that sends what is sent just now; empty if
    only the integration's own code sends it.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if name in _INTEGRATION:
            return ""
        if name != _OURS and name not in sys.stdlib_module_names and name in sys.modules:
            return name
        frame = frame.f_back
    return ""
