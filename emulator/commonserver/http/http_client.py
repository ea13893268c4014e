"""``BaseClient``, the HTTP client that most integrations derive their own client from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import urllib.parse
    from typing import Any

    import demistomock as demisto
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util.ssl_ import create_urllib3_context

    from ..constants import CONTENT_BRANCH_NAME, CONTENT_RELEASE_VERSION, PY_VER_MINOR
    from ..entries.entry_types import ErrorTypes
    from ..entries.metrics import ExecutionMetrics, _count, _error_type
    from ..server import get_demisto_version_as_str
    from ..values import urljoin
    from .http_errors import _api_error, _count_failure, _translated
    from .proxies import ensure_proxy_has_http_prefix, skip_cert_verification, skip_proxy
    from .responses import _client_timeout_s, _read_as, _retry_policy

__all__ = (
    "CIPHERS_STRING",
    "BaseClient",
    "SSLAdapter",
    "generic_http_request",
    "get_x_content_info_headers",
)

# What urllib3 1.26 offers, at OpenSSL's security level 1 (observed, its misspelt suite included).
CIPHERS_STRING = ":".join(
    (
        "@SECLEVEL=1",
        *("ECDHE+AESGCM", "ECDHE+CHACHA20", "DHE+AESGCM", "DHE+CHACHA20", "ECDH+AESGCM"),
        *("DH+AESGCM", "ECDH+AES", "DH+AES", "RSA+ANESGCM", "RSA+AES"),
        *("!aNULL", "!eNULL", "!MD5", "!DSS"),
    )
)


class SSLAdapter(HTTPAdapter):
    """A transport adapter of requests that allows outdated ciphers; used when certificates are not
    verified.
    """

    def __init__(self, verify: Any = True, **kwargs: Any) -> None:
        self._unverified = not verify
        super().__init__(**kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> Any:
        return super().init_poolmanager(*args, **self._with_context(kwargs))

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(*args, **self._with_context(kwargs))

    def _with_context(self, options: dict[str, Any]) -> dict[str, Any]:
        context = create_urllib3_context(ciphers=CIPHERS_STRING)
        if self._unverified:
            context.check_hostname = False
            # Servers that renegotiate in the old, insecure way: ssl.OP_LEGACY_SERVER_CONNECT.
            context.options |= 0x4
        return {**options, "ssl_context": context}


class BaseClient:
    """An HTTP client with one session of requests. Integrations derive from it and call ``_http_request``."""

    REQUESTS_TIMEOUT = 60

    def __init__(
        self,
        base_url: Any,
        verify: Any = True,
        proxy: Any = False,
        ok_codes: Any = (),
        headers: Any = None,
        auth: Any = None,
        timeout: Any = REQUESTS_TIMEOUT,
    ) -> None:
        self._base_url = base_url
        self._verify = verify
        self._ok_codes = ok_codes
        self._headers = headers
        self._auth = auth
        self._session = requests.Session()
        if proxy:
            ensure_proxy_has_http_prefix()
        else:
            skip_proxy()
        if not verify:
            skip_cert_verification()
            if PY_VER_MINOR >= 10:
                self._session.mount("https://", SSLAdapter(verify=verify))
        self.execution_metrics = ExecutionMetrics()
        self.timeout = _client_timeout_s(timeout)

    def __del__(self) -> None:
        try:
            self._session.close()
        except Exception:
            return

    def _implement_retry(
        self,
        retries: Any = 0,
        status_list_to_retry: Any = None,
        backoff_factor: Any = 5,
        backoff_jitter: Any = 0.0,
        raise_on_redirect: Any = False,
        raise_on_status: Any = False,
    ) -> None:
        """Make this client's session retry failed GET, POST and PUT requests, for https only (observed in
        production).
        """
        policy = _retry_policy(
            backoff_factor=backoff_factor,
            backoff_jitter=backoff_jitter,
            connect=retries,
            raise_on_redirect=raise_on_redirect,
            raise_on_status=raise_on_status,
            read=retries,
            status=retries,
            status_forcelist=status_list_to_retry,
            total=retries,
        )
        unverified = not self._verify and PY_VER_MINOR >= 10
        adapter = (
            SSLAdapter(verify=self._verify, max_retries=policy)
            if unverified
            else HTTPAdapter(max_retries=policy)
        )
        self._session.mount("https://", adapter)

    # fmt: off
    def _http_request(
        self, method: Any, url_suffix: Any = "", full_url: Any = None, headers: Any = None,
        auth: Any = None, json_data: Any = None, params: Any = None, data: Any = None,
        files: Any = None, timeout: Any = None, resp_type: Any = "json", ok_codes: Any = None,
        return_empty_response: Any = False, retries: Any = 0, status_list_to_retry: Any = None,
        backoff_factor: Any = 5, backoff_jitter: Any = 0.0, raise_on_redirect: Any = False,
        raise_on_status: Any = False, error_handler: Any = None, empty_valid_codes: Any = None,
        params_parser: Any = None, with_metrics: Any = False, **kwargs: Any,
    ) -> Any:
        """Send a request, and return the response in the form that ``resp_type`` names.

        ``with_metrics`` counts the call in ``execution_metrics``. Raises DemistoException for a status that
        is not valid, a body that is not JSON, and a failed connection. With ``error_handler`` the response
        with such a status is given to that function instead. Other exceptions of requests, such as a read
        timeout, are raised as they are.
        """
        try:
            url = full_url or urljoin(self._base_url, url_suffix)
            if retries:
                rest = (backoff_factor, backoff_jitter, raise_on_redirect, raise_on_status)
                self._implement_retry(retries, status_list_to_retry, *rest)
            if params_parser is not None and params:
                # It decides how blanks in the query are written, such as urllib.parse.quote.
                params = urllib.parse.urlencode(params, quote_via=params_parser)
            response = self._session.request(
                method, url, verify=self._verify, params=params, data=data, json=json_data,
                files=files, headers=headers or self._headers, auth=auth or self._auth,
                timeout=timeout or self.timeout, **kwargs,
            )
            if not self._is_status_code_valid(response, ok_codes):
                self._handle_error(error_handler, response, with_metrics)
            return self._handle_success(
                response, resp_type, empty_valid_codes, return_empty_response, with_metrics
            )
        except requests.exceptions.RequestException as error:
            if with_metrics:
                _count_failure(self.execution_metrics, error)
            told = _translated(error, self._verify, retries)
            if told is error:
                raise
            raise told
    # fmt: on

    def _handle_error(self, error_handler: Any, res: Any, should_update_metrics: Any) -> None:
        """Let the error handler, else the client, raise the exception for a response, and count it."""
        try:
            (error_handler or self.client_error_handler)(res)
        except Exception:
            if should_update_metrics:
                self._update_metrics(res, success=False)
            raise

    def _handle_success(
        self,
        res: Any,
        resp_type: Any,
        empty_valid_codes: Any,
        return_empty_response: Any,
        should_update_metrics: Any,
    ) -> Any:
        """Count the response, and return it in the form that ``resp_type`` names; an empty one as it is."""
        if should_update_metrics:
            self._update_metrics(res, success=True)
        if return_empty_response and res.status_code in (empty_valid_codes or [204]):
            return res
        return self.cast_response(res, resp_type)

    def cast_response(self, res: Any, resp_type: Any, raise_on_error: bool = True) -> Any:
        """Return a response's content as ``resp_type``: json, text, content, xml or response.

        Raises DemistoException for content of another form; without ``raise_on_error`` it returns None.
        """
        return _read_as(resp_type.lower(), res, raise_on_error)

    def client_error_handler(self, res: Any) -> None:
        """Raise the DemistoException for a response whose status is not valid. Clients override this."""
        raise _api_error(res)

    def determine_error_type(self, response: Any) -> str:
        """Return the type under which a failed call is counted. Clients override this."""
        return _error_type(response.status_code)

    def is_polling_in_progress(self, response: Any) -> bool:
        """Whether a response only says that a result is not ready: it is not counted. Clients override
        this.
        """
        return False

    def _update_metrics(self, res: Any, success: Any) -> None:
        if not success:
            _count(self.execution_metrics, self.determine_error_type(res))
        elif not self.is_polling_in_progress(res):
            _count(self.execution_metrics, ErrorTypes.SUCCESS)

    def _is_status_code_valid(self, response: Any, ok_codes: Any = None) -> Any:
        """Whether the response's status is in ``ok_codes``, else in the client's; without both, below 400."""
        wanted = ok_codes or self._ok_codes
        return response.status_code in wanted if wanted else response.ok


def get_x_content_info_headers() -> dict[str, Any]:
    context = demisto.callingContext.get("context", {})
    return {
        "X-Content-Version": CONTENT_RELEASE_VERSION,
        "X-Content-Name": context.get("IntegrationBrand")
        or context.get("ScriptName")
        or "Name not found",
        "X-Content-LicenseID": demisto.getLicenseID(),
        "X-Content-Branch": CONTENT_BRANCH_NAME,
        "X-Content-Server-Version": get_demisto_version_as_str(),
    }


# fmt: off
def generic_http_request(
    method: Any, server_url: Any, timeout: Any = 60, verify: Any = True, proxy: Any = False,
    client_headers: Any = None, headers: Any = None, url_suffix: Any = None, data: Any = None,
    ok_codes: Any = None, auth: Any = None, error_handler: Any = None, files: Any = None,
    params: Any = None, retries: Any = 0, resp_type: Any = "json",
    status_list_to_retry: Any = None, json_data: Any = None, return_empty_response: Any = False,
    backoff_factor: Any = 5, raise_on_redirect: Any = False, raise_on_status: Any = False,
    empty_valid_codes: Any = None, params_parser: Any = None, with_metrics: Any = False,
    **kwargs: Any,
) -> Any:
    """Send one request by a BaseClient that is made for it. ``client_headers`` are used if there are no
    ``headers``.
    """
    client = BaseClient(
        base_url=server_url, verify=verify, proxy=proxy, ok_codes=ok_codes,
        headers=client_headers, auth=auth, timeout=timeout,
    )
    return client._http_request(
        method=method, url_suffix=url_suffix or "", data=data, ok_codes=ok_codes,
        error_handler=error_handler, headers=headers, files=files, params=params,
        retries=retries, resp_type=resp_type, status_list_to_retry=status_list_to_retry,
        json_data=json_data, return_empty_response=return_empty_response,
        backoff_factor=backoff_factor, raise_on_redirect=raise_on_redirect,
        raise_on_status=raise_on_status, empty_valid_codes=empty_valid_codes,
        params_parser=params_parser, with_metrics=with_metrics, **kwargs,
    )
# fmt: on
