"""Record the exchanges of http.client (urllib.request, httplib2, …) with the real product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from ...error_text import named_error
from ..message import Headers, Request, url_of
from .dialled.request_reader import NotHttp, ParsedRequest, RequestReader
from .live import Observer
from .recorded_exchange import record_exchange
from .urllib3_request import body_bytes

# They use http.client too, but the observer of urllib3's pools records their exchanges.
_RECORDED_ABOVE = ("urllib3", "botocore")


class _SentRequest:
    """The bytes of the request that a connection of http.client is sending, and the time of its first
    byte.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.head = b""
        self.asked: ParsedRequest | None = None
        self._reader = RequestReader()

    def feed(self, content: bytes) -> None:
        self.head = self.head or content
        try:
            found = self._reader.feed(content)
        except NotHttp:
            return
        self.asked = found[-1] if found else self.asked


class ClientObserver:
    """Records the exchanges of http.client with the real product; ``observer`` copies the responses."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._sent: WeakKeyDictionary[Any, _SentRequest] = WeakKeyDictionary()

    def send(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return the replacement for ``HTTPConnection.send``, which collects the bytes of the request."""

        def send(connection: object, data: object) -> None:
            if _recorded_above(type(connection)):
                original(connection, data)
                return
            content = body_bytes(data, "iso-8859-1")
            sent = self._sent.get(connection)
            if sent is None:
                self._observer.finish()
                sent = self._sent[connection] = _SentRequest(self._observer.now())
            sent.feed(content)
            try:
                original(connection, content)
            except Exception as error:
                self._failed(connection, error)
                raise

        return send

    def getresponse(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return the replacement for ``HTTPConnection.getresponse``, which starts to copy the response."""

        def getresponse(connection: object) -> Any:
            if connection not in self._sent:
                return original(connection)
            try:
                response = original(connection)
            except Exception as error:
                self._failed(connection, error)
                raise
            sent = self._sent.pop(connection)
            self._observer.copy(sent.at, _request(connection, sent), response)
            return response

        return getresponse

    def _failed(self, connection: object, error: Exception) -> None:
        sent, recorder = self._sent.pop(connection), self._observer.recorder
        if recorder is not None:
            failure = named_error(error)
            record_exchange(recorder, sent.at, _request(connection, sent), failure=failure)


def _recorded_above(cls: type) -> bool:
    """Whether a connection's class belongs to urllib3 or botocore, whose exchanges are recorded elsewhere."""
    return any(base.__module__.partition(".")[0] in _RECORDED_ABOVE for base in cls.__mro__)


def _request(connection: object, sent: _SentRequest) -> Request:
    if sent.asked is not None:
        asked = sent.asked
        return Request(
            asked.method, _url(connection, asked.target), Headers(asked.headers), asked.body
        )
    method, target = [*sent.head.decode("latin-1").split(" ", 2), "", ""][:2]
    return Request(method, _url(connection, target))


def _url(connection: Any, target: str) -> str:
    scheme = "https" if connection.default_port == 443 else "http"
    host = connection._tunnel_host or connection.host
    port = connection._tunnel_port if connection._tunnel_host else connection.port
    return url_of(scheme, host, port, target)
