"""The embedded ContentClientApiModule: attempts, waits, the rate, the pause after failures, logins."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from tests.emulator.commonserver.platform import Platform, at_hand
from xfetch.emulator.commonserver.assembly import api_module_codes

Answer = httpx.Response | Exception


class World:
    """A product that gives the answers in order (the last one for ever), and a clock that sleeps move."""

    def __init__(self, module: Any, platform: Platform) -> None:
        self.module = module
        self.platform = platform
        self.answers: list[Answer] = [httpx.Response(200, json={"ok": True})]
        self.requests: list[httpx.Request] = []
        self.waits_s: list[float] = []
        self.now_s = 1000.0

    def client(self, *answers: Answer, **settings: Any) -> Any:
        self.answers = list(answers) or self.answers
        made = self.module.ContentClient("https://acme.example.com/api/", **settings)
        transport = httpx.MockTransport(self._answer)
        made._new_client = lambda timeout: httpx.AsyncClient(transport=transport, timeout=timeout)
        return made

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sleep(self, seconds: float) -> None:
        self.waits_s.append(round(seconds, 6))
        self.now_s += seconds


@pytest.fixture
def world(csp: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> World:
    module: Any = type(sys)("ContentClientApiModule")
    vars(module).update({name: value for name, value in vars(csp).items() if name[:2] != "__"})
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("HTTPS_PROXY", "")
    with at_hand(platform):
        for code in api_module_codes("ContentClientApiModule"):
            exec(code, vars(module))
    made = World(module, platform)
    monkeypatch.setattr(module.anyio, "sleep", made.sleep)
    monkeypatch.setattr(module.time, "monotonic", lambda: made.now_s)
    monkeypatch.setattr(module.random, "uniform", lambda low, high: 0.0)
    module.support_multithreading = lambda: None
    return made


def status(*codes: int, **headers: str) -> list[Answer]:
    return [httpx.Response(code, text=f"says {code}", headers=headers) for code in codes]


def test_an_answer_is_read_as_json_text_bytes_or_as_it_is(world: World) -> None:
    client = world.client(headers={"X-Own": "1"}, auth=("joe", "pw"))
    assert client._http_request("get", "alerts", params={"a": 1}) == {"ok": True}
    (request,) = world.requests
    assert (request.method, str(request.url)) == ("GET", "https://acme.example.com/api/alerts?a=1")
    assert request.headers["X-Own"] == "1"
    assert request.headers["User-Agent"] == "ContentClient/1.0"
    assert request.headers["Authorization"] == "Basic am9lOnB3"
    assert "true" in client._http_request("GET", "/", resp_type="text")
    assert isinstance(client._http_request("GET", "/", resp_type="content"), bytes)
    assert client.post("/alerts", json_data={"b": 2}).status_code == 200
    assert world.requests[-1].content == b'{"b":2}'
    world.answers = [httpx.Response(204)]
    assert client._http_request("DELETE", "/alerts/1") == {}
    assert client.metrics.success == 5


def test_the_query_of_a_full_url_is_httpx_s_to_keep(world: World) -> None:
    """The published client always hands over an object of parameters, also an empty one."""
    url = "https://acme.example.com/file?signature=1"
    world.client()._http_request("GET", full_url=url)
    assert world.requests[-1].url == httpx.Request("GET", url, params={}).url


@pytest.mark.parametrize(
    ("answers", "settings", "waits_s"),
    [
        (status(503, 500, 200), {}, [1.0, 2.0]),
        (status(429, 200, **{"Retry-After": "7"}), {}, [7.0]),
        ([httpx.ConnectError("no"), httpx.ReadTimeout("slow"), *status(200)], {}, [1.0, 2.0]),
        (status(*[502] * 4, 200), {"retry_policy": {"max_delay": 3.0}}, [1.0, 2.0, 3.0, 3.0]),
    ],
)
def test_what_passes_is_tried_again(
    world: World, answers: list[Answer], settings: dict[str, Any], waits_s: list[float]
) -> None:
    policies = {name: world.module.RetryPolicy(**values) for name, values in settings.items()}
    client = world.client(*answers, **policies)
    assert client.get("/").status_code == 200
    assert world.waits_s == waits_s
    assert client.metrics.retry_error == len(waits_s)


@pytest.mark.parametrize(
    ("answers", "error", "attempts"),
    [
        (status(404), "ContentClientError", 1),
        (status(403), "ContentClientAuthenticationError", 1),
        (status(429), "ContentClientRateLimitError", 5),
        (status(500), "ContentClientError", 5),
        ([httpx.ConnectError("refused")], "ContentClientRetryError", 5),
    ],
)
def test_each_failure_has_its_own_error(
    world: World, answers: list[Answer], error: str, attempts: int
) -> None:
    client = world.client(*answers)
    with pytest.raises(getattr(world.module, error)) as caught:
        client.get("/")
    assert type(caught.value).__name__ == error
    assert isinstance(caught.value, world.module.DemistoException)
    assert len(world.requests) == attempts
    if isinstance(answers[0], httpx.Response):
        assert f"says {answers[0].status_code}" in str(caught.value)
        assert caught.value.response.status_code == answers[0].status_code


def test_what_no_further_attempt_mends_is_raised_as_it_is(world: World) -> None:
    client = world.client(httpx.ReadError("reset"))
    with pytest.raises(httpx.ReadError):
        client.get("/")
    assert (len(world.requests), client.metrics.general_error) == (1, 1)


def test_retries_and_statuses_of_a_call_come_before_the_policy(world: World) -> None:
    client = world.client(*status(404))
    with pytest.raises(world.module.ContentClientError):
        client._http_request("GET", "/", retries=2, status_list_to_retry=[404])
    assert len(world.requests) == 3
    assert client._http_request("GET", "/", ok_codes=(200, 404), resp_type="text") == "says 404"


def test_after_five_failures_the_client_stops_sending_for_a_minute(world: World) -> None:
    client = world.client(*status(400))
    for _ in range(5):
        with pytest.raises(world.module.ContentClientError):
            client.get("/")
    with pytest.raises(world.module.ContentClientCircuitOpenError):
        client.get("/")
    assert len(world.requests) == 5
    world.now_s += 60
    world.answers = status(200)
    assert client.get("/").status_code == 200
    assert client.get("/").status_code == 200


def test_a_probe_that_fails_begins_the_pause_again(world: World) -> None:
    policy = world.module.CircuitBreakerPolicy(failure_threshold=1, recovery_timeout=10.0)
    client = world.client(*status(400), circuit_breaker=policy)
    for sent in (1, 2):
        with pytest.raises(world.module.ContentClientError):
            client.get("/")
        with pytest.raises(world.module.ContentClientCircuitOpenError):
            client.get("/")
        assert len(world.requests) == sent
        world.now_s += 10


def test_the_rate_makes_requests_wait(world: World) -> None:
    policy = world.module.RateLimitPolicy(rate_per_second=4.0, burst=2)
    client = world.client(rate_limiter=policy)
    for _ in range(4):
        client.get("/")
    assert world.waits_s == [0.25, 0.25]


TOKENS = [
    httpx.Response(200, json={"access_token": f"token-{number}", "expires_in": 600})
    for number in range(4)
]


def tokens_sent(requests: Sequence[httpx.Request]) -> list[str]:
    return [one.headers.get("Authorization", one.url.path) for one in requests]


def test_a_token_is_got_once_kept_and_renewed(world: World) -> None:
    def client(*answers: Answer) -> Any:
        handler = world.module.OAuth2ClientCredentialsHandler(
            "https://acme.example.com/token",
            "me",
            "secret",
            scope="read",
            context_store=world.module.ContentClientContextStore("acme"),
        )
        return world.client(*answers, auth_handler=handler)

    first = client(TOKENS[0], *status(200))
    first.get("/")
    first.get("/")
    assert tokens_sent(world.requests) == ["/token", "Bearer token-0", "Bearer token-0"]
    assert b"scope=read" in world.requests[0].content
    world.requests.clear()
    # The next run finds it in the integration context, and renews it a minute before it ends.
    client(*status(200)).get("/")
    world.now_s += 541
    client(TOKENS[1], *status(200)).get("/")
    # A 401 asks for a new one.
    client(*status(401), TOKENS[2], *status(200)).get("/")
    assert tokens_sent(world.requests) == [
        *("Bearer token-0", "/token", "Bearer token-1"),
        *("Bearer token-1", "/token", "Bearer token-2"),
    ]


def test_a_login_that_is_refused_says_so(world: World) -> None:
    handler = world.module.OAuth2ClientCredentialsHandler("https://a.example/t", "me", "secret")
    client = world.client(*status(400), auth_handler=handler)
    error = world.module.ContentClientAuthenticationError
    with pytest.raises(error, match="status 400: says 400"):
        client.get("/")


@pytest.mark.parametrize(
    ("make", "sent"),
    [
        (lambda m: m.APIKeyAuthHandler("k1", header_name="X-Key"), ("x-key", "k1")),
        (lambda m: m.BearerTokenAuthHandler("t1"), ("authorization", "Bearer t1")),
        (lambda m: m.BasicAuthHandler("joe", "pw"), ("authorization", "Basic am9lOnB3")),
    ],
)
def test_a_handler_adds_its_credentials(
    world: World, make: Callable[[Any], Any], sent: tuple[str, str]
) -> None:
    world.client(auth_handler=make(world.module)).get("/")
    assert world.requests[0].headers[sent[0]] == sent[1]


def test_a_key_may_stand_in_the_query(world: World) -> None:
    handler = world.module.APIKeyAuthHandler("k1", query_param="key")
    world.client(auth_handler=handler).get("/", params={"a": "b"})
    assert str(world.requests[0].url).endswith("?a=b&key=k1")
    with pytest.raises(world.module.ContentClientConfigurationError):
        world.module.APIKeyAuthHandler("k1")


def test_in_an_event_loop_a_call_is_sent_by_a_thread(world: World) -> None:
    client = world.client()

    async def both() -> tuple[Any, Any]:
        return client._http_request("GET", "/"), await client._request("GET", "/")

    asked, awaited = asyncio.run(both())
    assert (asked, awaited.json()) == ({"ok": True}, {"ok": True})


def test_the_log_and_the_report_hold_no_key(world: World) -> None:
    handler = world.module.APIKeyAuthHandler("k1-secret", header_name="X-API-Key")
    client = world.client(*status(404), auth_handler=handler, diagnostic_mode=True)
    with pytest.raises(world.module.ContentClientError) as caught:
        client.get("/")
    report = client.get_diagnostic_report()
    assert [one.response_status for one in report.request_traces] == [404]
    assert client.health_check()["status"] == "healthy"
    assert client.diagnose_error(caught.value)["issue"] == "Unexpected error"
    assert "Service error" in str(world.platform.logs)
    assert "k1-secret" not in str(report) + str(world.platform.logs)


def test_values_that_cannot_be_right_are_refused(world: World) -> None:
    for kind, wrong in (
        ("RetryPolicy", {"max_attempts": 0}),
        ("RetryPolicy", {"initial_delay": 60.0}),
        ("CircuitBreakerPolicy", {"failure_threshold": 0}),
        ("RateLimitPolicy", {"burst": 0}),
        ("TimeoutSettings", {"execution": 10.0}),
    ):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            getattr(world.module, kind)(**wrong)


def test_a_state_survives_being_kept(world: World) -> None:
    kind = world.module.ContentClientState
    state = kind(cursor="c1", metadata={"a": 1})
    assert kind.from_dict(state.to_dict()) == state
    assert kind.from_dict(None) == kind()
