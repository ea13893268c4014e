"""``ContentClient``, the HTTP client of event collectors: BaseClient's calls, sent by httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    import concurrent.futures
    import json
    import threading
    import time
    from typing import Any

    import anyio
    import httpx

    from ..http.proxies import (
        ensure_proxy_has_http_prefix,
        skip_cert_verification,
        skip_proxy,
    )
    from ..server import support_multithreading
    from ..values import b64_encode, urljoin
    from .auth import AuthHandler
    from .diagnostics import (
        ClientExecutionMetrics,
        ContentClientLogger,
        DiagnosticReport,
        RequestTrace,
    )
    from .failures import (
        ContentClientAuthenticationError,
        ContentClientCircuitOpenError,
        ContentClientConfigurationError,
        ContentClientError,
        ContentClientRateLimitError,
        ContentClientRetryError,
        ContentClientTimeoutError,
    )
    from .policies import (
        _PASSING_FAILURES,
        CircuitBreaker,
        CircuitBreakerPolicy,
        RateLimitPolicy,
        RetryPolicy,
        TokenBucketRateLimiter,
        _asked_delay_s,
    )

__all__ = ("DEFAULT_USER_AGENT", "ContentClient")

DEFAULT_USER_AGENT = "ContentClient/1.0"
# To read all certificates takes some 30 ms, and each call without an event loop opens a client.
_TLS: dict[Any, Any] = {}


def _tls_of(verify: Any) -> Any:
    if not isinstance(verify, (bool, str)):
        return verify
    if verify not in _TLS:
        _TLS[verify] = httpx.create_ssl_context(verify=verify)
    return _TLS[verify]


class ContentClient:
    """A client that integrations use like BaseClient. It tries again, keeps to a rate, and stops sending
    after several failures in a row.

    Each call without an event loop sends its request in a loop of its own. HTTP/2 is not offered.
    """

    def __init__(
        self,
        base_url: str,
        verify: bool = True,
        proxy: bool = False,
        ok_codes: Any = (),
        headers: Any = None,
        auth: Any = None,
        timeout: float = 60.0,
        auth_handler: AuthHandler | None = None,
        retry_policy: RetryPolicy | None = None,
        rate_limiter: RateLimitPolicy | None = None,
        circuit_breaker: CircuitBreakerPolicy | None = None,
        diagnostic_mode: bool = False,
        client_name: str = "ContentClient",
        is_multithreaded: bool = True,
        reuse_client: bool = True,
    ) -> None:
        self._base_url = base_url
        self._verify = verify
        self._ok_codes = ok_codes
        self._headers = headers or {}
        self._auth = auth
        self.timeout = timeout
        self._auth_handler = auth_handler
        self._retry_policy = retry_policy or RetryPolicy()
        self._rate_limiter: TokenBucketRateLimiter | None = None
        if rate_limiter is not None and rate_limiter.enabled:
            self._rate_limiter = TokenBucketRateLimiter(rate_limiter)
        self._circuit_breaker = CircuitBreaker(circuit_breaker or CircuitBreakerPolicy())
        self._diagnostic_mode = diagnostic_mode
        self._reuse_client = reuse_client
        self.execution_metrics = ClientExecutionMetrics()
        self.logger = ContentClientLogger(client_name, diagnostic_mode=diagnostic_mode)
        # The open connections of each thread, with the event loop that they belong to.
        self._open = threading.local()
        if proxy:
            ensure_proxy_has_http_prefix()
        else:
            skip_proxy()
        if not verify:
            skip_cert_verification()
        if is_multithreaded:
            support_multithreading()

    # Connections

    def _new_client(self, timeout: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            timeout=timeout,
            verify=_tls_of(self._verify),
            headers={"User-Agent": DEFAULT_USER_AGENT},
        )

    def _loop_client(self) -> httpx.AsyncClient:
        """Return the connections of the running event loop."""
        loop = asyncio.get_running_loop()
        held: Any = getattr(self._open, "client", None)
        if held is None or held[0] is not loop:
            held = self._open.client = (loop, self._new_client(self.timeout))
        client: httpx.AsyncClient = held[1]
        return client

    async def aclose(self) -> None:
        held: Any = getattr(self._open, "client", None)
        self._open.client = None
        if held is not None and held[0] is asyncio.get_running_loop():
            await held[1].aclose()

    def close(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._open.client = None
            return
        self.logger.warning("close() was called in an event loop; await aclose() there")
        self._closing = loop.create_task(self.aclose())

    def __enter__(self) -> ContentClient:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    async def __aenter__(self) -> ContentClient:
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.aclose()

    # One request

    async def _request(
        self,
        method: str,
        url_suffix: str = "",
        full_url: str | None = None,
        headers: Any = None,
        auth: Any = None,
        json_data: Any = None,
        params: Any = None,
        data: Any = None,
        files: Any = None,
        timeout: float | None = None,
        resp_type: str = "json",
        ok_codes: Any = None,
        return_empty_response: bool = False,
        retries: int = 0,
        status_list_to_retry: Any = None,
        backoff_factor: float = 5.0,
        backoff_jitter: float = 0.0,
        raise_on_redirect: bool = False,
        raise_on_status: bool = False,
        error_handler: Any = None,
        empty_valid_codes: Any = None,
        params_parser: Any = None,
        with_metrics: bool = False,
        **kwargs: Any,
    ) -> httpx.Response:
        """Send a request, and return its answer once its status is fine.

        Many parameters are BaseClient's and change nothing here (observed in code): only ``retries`` and
        ``status_list_to_retry`` of those that concern a further attempt do. A 2xx status is fine even where
        ``ok_codes`` lacks it (observed in code).
        """
        if not self._circuit_breaker.can_execute():
            raise ContentClientCircuitOpenError("Circuit breaker is open, refusing to send request")
        if self._rate_limiter:
            await self._rate_limiter.acquire()
        sent = {
            "url": full_url or urljoin(self._base_url, url_suffix),
            "params": dict(params or {}),
            "json": json_data,
            "data": data,
            "files": files,
            "headers": {"User-Agent": DEFAULT_USER_AGENT, **self._headers, **(headers or {})},
            "timeout": timeout or self.timeout,
        }
        again = tuple(status_list_to_retry or self._retry_policy.retryable_status_codes)
        fine = tuple(ok_codes or self._ok_codes or ())
        attempts = retries + 1 if retries > 0 else self._retry_policy.max_attempts
        failure: Any = None
        for attempt in range(1, attempts + 1):
            try:
                response = await self._attempt(method.upper(), sent, auth, attempt)
            except ContentClientError:
                raise
            except _PASSING_FAILURES as error:
                failure = error
                if attempt < attempts:
                    await self._wait(attempt, None)
                continue
            except Exception as error:
                self.execution_metrics.general_error += 1
                self._circuit_breaker.record_failure()
                kind = type(error).__name__
                self.logger.error("the request failed", {"error_type": kind, "error": str(error)})
                raise
            status = response.status_code
            if status == 401 and self._auth_handler:
                if await self._auth_handler.on_auth_failure(self, response):
                    continue
            if status not in again and (status in fine or response.is_success):
                self.execution_metrics.success += 1
                self._circuit_breaker.record_success()
                return response
            self._count(status)
            if status not in again or attempt == attempts:
                self._circuit_breaker.record_failure()
                raise _refused_request(response)
            await self._wait(attempt, response)
        self._circuit_breaker.record_failure()
        raise ContentClientRetryError(
            f"Exceeded retry attempts: {failure or 'Unknown error'}",
            getattr(failure, "response", None),
        )

    async def _attempt(
        self, method: str, sent: dict[str, Any], auth: Any, attempt: int
    ) -> httpx.Response:
        client = self._loop_client()
        request = client.build_request(method, **sent)
        pair = auth or self._auth
        if self._auth_handler:
            await self._auth_handler.on_request(self, request)
        elif isinstance(pair, tuple):
            request.headers["Authorization"] = f"Basic {b64_encode(f'{pair[0]}:{pair[1]}')}"
        trace: RequestTrace | None = None
        if self._diagnostic_mode:
            body = sent["json"] or sent["data"]
            trace = self.logger.trace(request, sent["params"], body, attempt)
        began = time.monotonic()
        try:
            response = await client.send(request)
        except Exception as error:
            if trace:
                trace.error, trace.elapsed_ms = str(error), (time.monotonic() - began) * 1000
            raise
        if trace:
            trace.elapsed_ms = (time.monotonic() - began) * 1000
            trace.response_status, trace.response_body = response.status_code, response.text
            trace.response_headers = dict(response.headers)
        return response

    async def _wait(self, attempt: int, response: Any) -> None:
        """Wait between two attempts."""
        self.execution_metrics.retry_error += 1
        await anyio.sleep(self._retry_policy.next_delay(attempt, _asked_delay_s(response)))

    def _count(self, status: int) -> None:
        """Count an answer whose status is an error, and log it."""
        if status == 429:
            self.execution_metrics.quota_error += 1
            kind, what = "rate_limit", "Rate limit error"
        elif status in (401, 403):
            self.execution_metrics.auth_error += 1
            kind, what = "auth", "Authentication error"
        else:
            self.execution_metrics.service_error += 1
            kind, what = "service", "Service error"
        self.logger.error(what, {"status": status, "error_type": kind})

    # BaseClient's calls

    def _http_request(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request and return its answer as ``resp_type`` says; see ``_request``."""
        return self.request_sync(*args, **kwargs)

    def request_sync(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request in an event loop of its own; beside a running one it does so in a thread."""

        async def sent_and_read() -> Any:
            try:
                return _read_answer(await self._request(*args, **kwargs), **kwargs)
            finally:
                await self.aclose()

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(sent_and_read())
        with concurrent.futures.ThreadPoolExecutor(max_workers=1) as executor:
            return executor.submit(asyncio.run, sent_and_read()).result()

    def get(self, url_suffix: str, params: Any = None, **kwargs: Any) -> Any:
        return self._verb("GET", url_suffix, params=params, **kwargs)

    def post(self, url_suffix: str, json_data: Any = None, **kwargs: Any) -> Any:
        return self._verb("POST", url_suffix, json_data=json_data, **kwargs)

    def put(self, url_suffix: str, json_data: Any = None, **kwargs: Any) -> Any:
        return self._verb("PUT", url_suffix, json_data=json_data, **kwargs)

    def patch(self, url_suffix: str, json_data: Any = None, **kwargs: Any) -> Any:
        return self._verb("PATCH", url_suffix, json_data=json_data, **kwargs)

    def delete(self, url_suffix: str, **kwargs: Any) -> Any:
        return self._verb("DELETE", url_suffix, **kwargs)

    def _verb(self, method: str, url_suffix: str, **kwargs: Any) -> Any:
        return self._http_request(method, url_suffix, **{"resp_type": "response", **kwargs})

    # The client's report on itself

    @property
    def metrics(self) -> ClientExecutionMetrics:
        return self.execution_metrics

    def get_diagnostic_report(self) -> DiagnosticReport:
        return self.logger.get_diagnostic_report(
            {
                "name": self.logger.client_name,
                "base_url": self._base_url,
                "timeout": self.timeout,
            }
        )

    def diagnose_error(self, error: Exception) -> dict[str, str]:
        """Return what an error means (``issue``), and what to do (``solution``)."""
        for kind, issue, solution in _DIAGNOSES:
            if isinstance(error, kind):
                return {"issue": issue, "solution": solution}
        return {"issue": "Unexpected error", "solution": f"Check the log: {error}"}

    def health_check(self) -> dict[str, Any]:
        """Return the client's ``status``: degraded if requests failed in a way that needs attention, else
        healthy.

        The dictionary also has a warning for each such kind of failure, and the metrics.
        """
        counts = self.execution_metrics
        kinds = (
            (counts.auth_error, "Authentication errors detected"),
            (counts.general_error, "General errors detected"),
            (counts.quota_error, "Rate limit errors detected"),
        )
        warnings = [text for count, text in kinds if count]
        return {
            "status": "degraded" if warnings else "healthy",
            "configuration_valid": True,
            "warnings": warnings,
            "metrics": counts,
        }


_DIAGNOSES = (
    (ContentClientAuthenticationError, "Authentication failed", "Check the credentials."),
    (ContentClientRateLimitError, "Rate limit exceeded", "Send fewer requests a second."),
    (ContentClientTimeoutError, "Execution timeout", "Fetch less in a run."),
    (ContentClientCircuitOpenError, "Circuit breaker is open", "Wait until it lets one try."),
    (ContentClientRetryError, "All retry attempts exhausted", "Check that the product answers."),
    (ContentClientConfigurationError, "Configuration error", "Check the parameters."),
)


def _refused_request(response: httpx.Response) -> ContentClientError:
    """Return the error for an answer whose status is no success."""
    if response.status_code == 429:
        return ContentClientRateLimitError(f"Rate limit exceeded: {response.text}", response)
    if response.status_code in (401, 403):
        return ContentClientAuthenticationError(f"Authentication failed: {response.text}", response)
    return ContentClientError(f"Request failed: {response.text}", response)


def _read_answer(
    response: httpx.Response,
    resp_type: str = "json",
    return_empty_response: bool = False,
    empty_valid_codes: Any = None,
    **kwargs: Any,
) -> Any:
    if return_empty_response and response.status_code in (empty_valid_codes or ()):
        return {}
    if resp_type in ("text", "xml"):
        return response.text
    if resp_type == "content":
        return response.content
    if resp_type == "response":
        return response
    try:
        return response.json()
    except json.JSONDecodeError:
        if resp_type != "json":
            return response
        if not response.content:
            return {}
        raise


# This module is executed last: a star import gives the names of a checkout's module, and none of these.
for _name in ("__all__", "annotations", "TYPE_CHECKING", "_name"):
    globals().pop(_name, None)
