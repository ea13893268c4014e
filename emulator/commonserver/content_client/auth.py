"""What a content client keeps between runs, and how it proves who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    import time
    from dataclasses import dataclass, field
    from typing import Any

    import demistomock as demisto
    import httpx

    from ..values import b64_encode
    from .failures import ContentClientAuthenticationError, ContentClientConfigurationError

__all__ = (
    "APIKeyAuthHandler",
    "AuthHandler",
    "BasicAuthHandler",
    "BearerTokenAuthHandler",
    "ContentClientContextStore",
    "ContentClientState",
    "OAuth2ClientCredentialsHandler",
)

# A token is fetched again so many seconds before it ends.
_TOKEN_ENDS_S = 60
_TOKEN_KEY = "oauth2_token"


@dataclass
class ContentClientState:
    """How far a collection has come, to go on in the next run."""

    cursor: str | None = None
    page: int | None = None
    offset: int | None = None
    last_event_id: str | None = None
    partial_results: list[Any] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return dict(vars(self))

    @classmethod
    def from_dict(cls, raw: dict[str, Any] | None) -> ContentClientState:
        """Return the state that ``to_dict`` wrote; other keys are left out."""
        names = vars(cls())
        return cls(**{name: value for name, value in (raw or {}).items() if name in names})


class ContentClientContextStore:
    """Reads and writes the integration context; a write that fails is tried again."""

    def __init__(self, namespace: str, max_retries: int = 3) -> None:
        self.namespace = namespace
        self.max_retries = max_retries
        self._lock = threading.Lock()

    def read(self) -> dict[str, Any]:
        with self._lock:
            context: dict[str, Any] = demisto.getIntegrationContext() or {}
            return context

    def write(self, data: dict[str, Any]) -> None:
        with self._lock:
            for attempt in range(1, self.max_retries + 1):
                try:
                    demisto.setIntegrationContext(data)
                    return
                except Exception:
                    time.sleep(0.1 * attempt)
                    if attempt == self.max_retries:
                        raise


class AuthHandler:
    """Adds credentials to each request. After a 401 it says whether a further attempt makes sense."""

    name = "auth"

    async def on_request(self, client: Any, request: httpx.Request) -> None:
        raise NotImplementedError("a handler must say what it adds to a request")

    async def on_auth_failure(self, client: Any, response: httpx.Response) -> bool:
        return False


def _must_have(handler: AuthHandler, **given: Any) -> None:
    for name, value in given.items():
        if not value:
            raise ContentClientConfigurationError(f"{type(handler).__name__} needs a {name}")


class APIKeyAuthHandler(AuthHandler):
    """Sends a key in a header, in the query, or in both."""

    name = "api_key"

    def __init__(self, key: str, header_name: Any = None, query_param: Any = None) -> None:
        _must_have(self, key=key)
        _must_have(self, **{"header_name or query_param": header_name or query_param})
        self.key = key
        self.header_name = header_name
        self.query_param = query_param

    async def on_request(self, client: Any, request: httpx.Request) -> None:
        if self.header_name:
            request.headers[self.header_name] = self.key
        if self.query_param:
            request.url = request.url.copy_add_param(self.query_param, self.key)


class BearerTokenAuthHandler(AuthHandler):
    """Sends a token that never changes."""

    name = "bearer"

    def __init__(self, token: str) -> None:
        _must_have(self, token=token)
        self.token = token

    async def on_request(self, client: Any, request: httpx.Request) -> None:
        request.headers["Authorization"] = f"Bearer {self.token}"


class BasicAuthHandler(AuthHandler):
    """Sends a name and a password."""

    name = "basic"

    def __init__(self, username: str, password: str) -> None:
        _must_have(self, username=username)
        self._pair = b64_encode(f"{username}:{password}")

    async def on_request(self, client: Any, request: httpx.Request) -> None:
        request.headers["Authorization"] = f"Basic {self._pair}"


class OAuth2ClientCredentialsHandler(AuthHandler):
    """Gets a token with a client's id and secret, and a new one before it ends or after a 401.

    With ``context_store`` the token is kept in the integration context. Its end is kept as a monotonic time
    (observed in code).
    """

    name = "oauth2_client_credentials"

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: str,
        scope: str | None = None,
        audience: str | None = None,
        auth_params: dict[str, str] | None = None,
        context_store: Any = None,
        token_timeout: float = 30.0,
    ) -> None:
        _must_have(self, token_url=token_url, client_id=client_id, client_secret=client_secret)
        self.token_url = token_url
        self.client_id = client_id
        self.client_secret = client_secret
        self.scope = scope
        self.audience = audience
        self.auth_params = auth_params or {}
        self.context_store = context_store
        self.token_timeout = token_timeout
        self._token = ""
        self._ends_at = 0.0
        self._read_kept()

    def _read_kept(self) -> None:
        if not self.context_store:
            return
        try:
            kept = self.context_store.read().get(_TOKEN_KEY, {})
            if kept.get("access_token") and kept.get("expires_at", 0) > time.monotonic():
                self._token, self._ends_at = kept["access_token"], kept["expires_at"]
        except Exception as error:
            demisto.debug(f"the kept token cannot be read: {error}")

    async def on_request(self, client: Any, request: httpx.Request) -> None:
        if not self._token or time.monotonic() >= self._ends_at - _TOKEN_ENDS_S:
            await self._log_in(client)
        request.headers["Authorization"] = f"Bearer {self._token}"

    async def on_auth_failure(self, client: Any, response: httpx.Response) -> bool:
        await self._log_in(client)
        return True

    async def _log_in(self, client: Any) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            **({"scope": self.scope} if self.scope else {}),
            **({"audience": self.audience} if self.audience else {}),
            **self.auth_params,
        }
        try:
            async with client._new_client(self.token_timeout) as http:
                response = await http.post(self.token_url, data=form)
            response.raise_for_status()
            answer = response.json()
            token = answer.get("access_token")
        except httpx.HTTPStatusError as error:
            status, text = error.response.status_code, error.response.text
            raise ContentClientAuthenticationError(
                f"Token refresh failed with status {status}: {text}"
            ) from error
        except httpx.TimeoutException as error:
            raise ContentClientAuthenticationError(f"Token refresh timed out: {error}") from error
        except Exception as error:
            raise ContentClientAuthenticationError(f"Failed to refresh token: {error}") from error
        if not token:
            raise ContentClientAuthenticationError(
                "Failed to refresh token: the answer has no access_token"
            )
        self._token = token
        self._ends_at = time.monotonic() + answer.get("expires_in", 3600)
        self._keep()

    def _keep(self) -> None:
        if not self.context_store:
            return
        try:
            kept = {"access_token": self._token, "expires_at": self._ends_at}
            self.context_store.write({**self.context_store.read(), _TOKEN_KEY: kept})
        except Exception as error:
            demisto.debug(f"the token cannot be kept: {error}")
