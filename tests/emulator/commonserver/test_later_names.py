"""The names that CommonServerPython has had since October 2022, by their documented behaviour."""

from __future__ import annotations

import inspect
import json
import sys
import time
from operator import attrgetter
from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform

PEM = "-----BEGIN KEY-----"
END = "-----END KEY-----"


# The parameters of the present file, in its order; those after a star have no place that a caller relies on.
SIGNATURES = {
    "comma_separated_mapping_to_dict": "raw_text",
    "content_profiler": "func",
    "convert_dict_values_bytes_to_str": "input_dict",
    "create_clickable_url": "url text",
    "find_and_remove_sensitive_text": "text pattern",
    "get_engine_base_url": "engine_id",
    "generic_http_request": (
        "method server_url timeout verify proxy client_headers headers url_suffix data ok_codes auth"
        " error_handler files params retries resp_type status_list_to_retry json_data"
        " return_empty_response backoff_factor raise_on_redirect raise_on_status empty_valid_codes"
        " params_parser with_metrics kwargs"
    ),
    "get_found_incident_ids": "last_run incidents look_back id_field remove_incident_ids",
    "get_integration_instance_name": "",
    "get_pack_version": "pack_name",
    "get_server_config": "",
    "handle_proxy_for_long_running": (
        "proxy_param_name checkbox_default_value handle_insecure insecure_param_name"
    ),
    "has_passed_time_threshold": "timestamp_str seconds_threshold",
    "is_filename_valid": "filename",
    "is_integration_command_execution": "",
    "is_integration_instance_running_on_engine": "",
    "is_platform": "",
    "is_time_sensitive": "",
    "is_using_engine": "",
    "is_xsiam": "",
    "parse_json_string": "json_string",
    "replace_spaces_in_credential": "credential",
    "response_to_context": "reponse_obj user_predefiend_keys",
    "retry": "times delay exceptions",
    "CommandResults": (
        "outputs_prefix outputs_key_field outputs indicators readable_output raw_response"
        " indicators_timeline indicator ignore_auto_extract mark_as_note tags scheduled_command"
        " relationships entry_type content_format execution_metrics replace_existing"
    ),
    "IndicatorsSearcher": (
        "page filter_fields from_date query size to_date value limit sort search_after"
    ),
    "safe_sleep": "duration_seconds",
    "send_data_to_xsiam": (
        "data vendor product data_format url_key num_of_attempts chunk_size data_type"
        " should_update_health_module add_proxy_to_request snapshot_id items_count multiple_threads"
    ),
    "split_data_to_chunks": "data target_chunk_size",
    "update_last_run_object": (
        "last_run incidents fetch_limit start_fetch_time end_fetch_time look_back created_time_field"
        " id_field date_format increase_last_run_time new_offset"
    ),
    "xsiam_api_call_with_retries": (
        "client xsiam_url zipped_data headers num_of_attempts events_error_handler error_msg"
        " is_json_response data_type"
    ),
}


SEEN = (
    "organization_prevalence",
    "global_prevalence",
    "organization_first_seen",
    "organization_last_seen",
    "first_seen_by_source",
    "last_seen_by_source",
)


@pytest.mark.parametrize("function", SIGNATURES)
def test_the_parameters_of_today_in_their_order(csp: Any, function: str) -> None:
    here = list(inspect.signature(getattr(csp, function)).parameters)
    of_today = SIGNATURES[function].split()
    assert here[: len(of_today)] == of_today
    assert here[len(of_today) :] in ([], ["client_class"])


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        ("send_events_to_xsiam", ("chunk_size", "should_update_health_module", "client_class")),
        ("execute_polling_command", ("command_name", "args", "using_brand")),
        ("tableToMarkdown", ("sort_headers",)),
        ("SSLAdapter", ("verify",)),
        ("ExecutionMetrics", ("retry_error",)),
        (
            "Common.Account",
            ("manager_email", "manager_display_name", "risk_level", "kwargs"),
        ),
        ("Common.IP", (*SEEN, "ip_type")),
        ("Common.URL", SEEN),
        ("Common.File", SEEN),
        (
            "Common.CVE",
            ("dbot_score", "publications", "vulnerable_products", "vulnerable_configurations"),
        ),
        ("Common.Domain", ("rank", *SEEN)),
        ("Common.Tactic", ("stix_id", "mitre_id", "external_references", "value")),
        ("BaseClient._http_request", ("backoff_jitter", "with_metrics")),
        ("BaseClient.cast_response", ("res", "resp_type", "raise_on_error")),
    ],
)
def test_the_parameters_of_today(csp: Any, function: str, parameters: tuple[str, ...]) -> None:
    found = attrgetter(function)(csp)
    assert set(parameters) <= set(inspect.signature(found).parameters)


def test_a_command_belongs_to_a_capability_of_a_connector(csp: Any, platform: Platform) -> None:
    assert csp.resolve_ucp_capability() == csp.SystemCapabilities.FETCH_ISSUES == "fetch-issues"
    assert csp.resolve_ucp_capability("fetch-events") == "log-collection"
    assert csp.resolve_ucp_capability("acme-get") == "automation-and-remediation"
    assert not csp.is_ucp_enabled()
    assert not csp.should_use_ucp_auth()


def test_the_engine_of_an_instance(csp: Any, platform: Platform) -> None:
    answers = {
        "/engines": {"engines": [{"id": "e1", "baseUrl": "10.0.0.1:443"}]},
        "/settings/integration/search": {"instances": [{"name": "Probe_1", "engine": "e1"}]},
    }

    def answer(method: str, uri: str, body: str = "") -> dict[str, str]:
        return {"body": json.dumps(answers[uri])}

    csp.demisto.internalHttpRequest = answer
    assert csp.is_integration_instance_running_on_engine() == "e1"
    assert csp.get_engine_base_url("e1") == "10.0.0.1:443"
    assert csp.get_engine_base_url("e2") == ""


def test_entries_are_cut_into_chunks_and_a_giant_is_left_out(csp: Any, platform: Platform) -> None:
    line = "x" * 1000
    size = sys.getsizeof(line)
    chunks = list(csp.split_data_to_chunks([line] * 5, 2 * size))
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    assert list(csp.split_data_to_chunks("a\nb", 2**20)) == [["a", "b"]]
    giant = "y" * csp.MAX_ALLOWED_ENTRY_SIZE
    assert list(csp.split_data_to_chunks([giant, "z"], 2**20)) == [["z"]]


def test_a_mapping_of_pairs(csp: Any) -> None:
    assert csp.comma_separated_mapping_to_dict("a=1, b=2,a=3") == {"a": "3", "b": "2"}
    assert csp.comma_separated_mapping_to_dict("a=1,b") == {"a": "1", "": ""}
    assert csp.comma_separated_mapping_to_dict("") == {}
    assert csp.comma_separated_mapping_to_dict(None) == {}


def test_text_that_is_no_json_gives_nothing(csp: Any) -> None:
    assert csp.parse_json_string('{"a": 1}') == {"a": 1}
    assert csp.parse_json_string("{") == {}


def test_the_lines_of_a_key_come_back(csp: Any) -> None:
    assert csp.replace_spaces_in_credential(f"{PEM} ab cd {END}") == f"{PEM}\nab\ncd\n{END}"
    assert csp.replace_spaces_in_credential("a b") == "a b"
    assert csp.replace_spaces_in_credential(None) is None


def test_a_table_may_keep_the_order_of_its_columns(csp: Any) -> None:
    assert "|b|a|" in csp.tableToMarkdown("t", {"b": 1, "a": 2}, sort_headers=False)
    assert "|a|b|" in csp.tableToMarkdown("t", {"b": 1, "a": 2})


def test_a_command_may_replace_a_value_of_the_context(csp: Any) -> None:
    entry = csp.CommandResults("Acme.Run", outputs={"a": 1}, replace_existing=True, tags=["t"])
    assert entry.to_context()["EntryContext"] == {"Acme(true)": {"Run": {"a": 1}}}
    assert entry.to_context()["Tags"] == ["t"]
    token = csp.CommandResults("Acme.Token", outputs="next", replace_existing=True).to_context()
    assert (token["HumanReadable"], token["Contents"]) == ("next", "next")
    with pytest.raises(csp.DemistoException, match="nested path"):
        csp.CommandResults("Acme", outputs={"a": 1}, replace_existing=True).to_context()


def test_a_function_is_tried_again(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    calls: list[int] = []

    @csp.retry(times=3, delay=2, exceptions=KeyError)
    def failing() -> None:
        calls.append(1)
        raise KeyError("a")

    with pytest.raises(KeyError):
        failing()
    assert (len(calls), slept) == (3, [2, 2])


def test_a_sleep_longer_than_the_run_is_refused(
    csp: Any, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    csp.demisto.callingContext.setdefault("context", {})["runDuration"] = "1"
    csp.safe_sleep(5)
    with pytest.raises(ValueError, match="Requested a sleep of 100 seconds"):
        csp.safe_sleep(100)
    assert slept == [5]


def test_a_block_may_be_ended(csp: Any) -> None:
    @csp.ExecutionTimeout.limit_time(1, default_return_value="late")
    def slow(seconds: float) -> str:
        time.sleep(seconds)
        return "in time"

    assert slow(0) == "in time"
    with pytest.raises(KeyError), csp.ExecutionTimeout(5):
        raise KeyError("not the timeout's")


def test_time_that_has_passed(csp: Any) -> None:
    assert csp.has_passed_time_threshold("2024-01-01T00:00:00Z", 60)
    assert not csp.has_passed_time_threshold("2124-01-01T00:00:00Z", 60)
    with pytest.raises(TypeError, match="offset-naive"):
        csp.has_passed_time_threshold("2024-01-01T00:00:00", 60)
    with pytest.raises(ValueError, match="Failed to parse"):
        csp.has_passed_time_threshold("never", 60)


def test_found_secrets_are_masked(csp: Any) -> None:
    csp.find_and_remove_sensitive_text("the key is k-123", r"k-\d+")
    assert "k-123" not in csp.LOG.encode("it was k-123")


def test_an_answer_with_the_keys_of_a_context(csp: Any) -> None:
    answer = {"id": 1, "some_key": [{"uuid": 2, "own": 3}], "own": 4}
    assert csp.response_to_context(answer, {"own": "Mine"}) == {
        "ID": 1,
        "SomeKey": [{"UUID": 2, "Own": 3}],
        "Mine": 4,
    }


def test_a_request_without_a_client(csp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Client:
        def __init__(self, **given: Any) -> None:
            made.append(given)

        def _http_request(self, **given: Any) -> Any:
            made.append(given)
            return "answer"

    monkeypatch.setattr(csp, "BaseClient", Client)
    assert csp.generic_http_request("GET", "https://a", client_headers={"A": "b"}) == "answer"
    assert made[0]["base_url"] == "https://a"
    assert made[0]["headers"] == {"A": "b"}
    assert (made[1]["method"], made[1]["url_suffix"], made[1]["headers"]) == ("GET", "", None)


class Answer:
    """What a client reads of a response of requests."""

    reason = "so"

    def __init__(self, status: int, text: str = "{}") -> None:
        self.status_code, self.text, self.content, self.ok = (
            status,
            text,
            text.encode(),
            status < 400,
        )

    def json(self) -> Any:
        return json.loads(self.text)


def session_of(answer: Any) -> Any:
    """A session of requests that gives this answer, or raises it."""

    class Session:
        def request(self, *args: Any, **kwargs: Any) -> Any:
            if isinstance(answer, Exception):
                raise answer
            return answer

        def close(self) -> None:
            return None

    return Session()


@pytest.mark.parametrize(
    ("status", "counter"),
    [
        (200, "success"),
        (401, "auth_error"),
        (429, "quota_error"),
        (500, "service_error"),
        (404, "general_error"),
    ],
)
def test_a_client_counts_its_calls(csp: Any, status: int, counter: str) -> None:
    client = csp.BaseClient("https://acme.example")
    client._session = session_of(Answer(status))
    for _ in range(2):
        try:
            client._http_request("GET", "/a", with_metrics=True)
        except csp.DemistoException:
            assert status != 200
    assert getattr(client.execution_metrics, counter) == 2
    assert len(client.execution_metrics.get_metric_list()) == 1


def test_a_client_counts_calls_without_an_answer(csp: Any) -> None:
    client = csp.BaseClient("https://acme.example")
    errors = csp.requests.exceptions
    for error in (errors.ConnectTimeout(), errors.ProxyError(), errors.ConnectionError()):
        client._session = session_of(error)
        with pytest.raises(csp.DemistoException):
            client._http_request("GET", "/a", with_metrics=True)
    counted = client.execution_metrics
    assert (counted.timeout_error, counted.proxy_error, counted.connection_error) == (1, 1, 1)
    client._session = session_of(Answer(200))
    client._http_request("GET", "/a")
    assert counted.success == 0


def test_a_client_may_handle_errors_and_say_what_counts(csp: Any) -> None:
    class Client(csp.BaseClient):  # type: ignore[misc]
        def client_error_handler(self, res: Any) -> None:
            raise KeyError(res.status_code)

        def is_polling_in_progress(self, response: Any) -> bool:
            return bool(response.json().get("pending"))

    client = Client("https://acme.example")
    client._session = session_of(Answer(403))
    with pytest.raises(KeyError, match="403"):
        client._http_request("GET", "/a")
    client._session = session_of(Answer(200, '{"pending": true}'))
    assert client._http_request("GET", "/a", with_metrics=True) == {"pending": True}
    assert client.execution_metrics.success == 0


def test_an_answer_that_is_no_json_may_be_none(csp: Any) -> None:
    client = csp.BaseClient("https://acme.example")
    assert client.cast_response(Answer(200, "<a/>"), "json", raise_on_error=False) is None
    with pytest.raises(csp.DemistoException, match="parse json"):
        client.cast_response(Answer(200, "<a/>"), "JSON")


def test_metrics_of_a_script_are_not_sent(csp: Any, platform: Platform) -> None:
    metrics = csp.ExecutionMetrics(retry_error=1).metrics
    csp.return_results(metrics)
    assert platform.entries[-1]["APIExecutionMetrics"] == [
        {"Type": "RetryError", "APICallsCount": 1}
    ]
    csp.demisto.callingContext["context"]["ExecutedCommands"] = [{"moduleBrand": "Scripts"}]
    csp.return_results([metrics, "text"])
    assert platform.entries[1:] == [["text"]]


def test_the_tables_of_indicators(csp: Any) -> None:
    common = csp.Common
    score = common.DBotScore("CVE-2024-1", csp.DBotScoreType.CVE, "Acme", common.DBotScore.NONE)
    cpe = common.CPE("cpe:2.3:a:acme:door")
    cve = common.CVE("CVE-2024-1", 5, "", "", "", dbot_score=score, vulnerable_products=[cpe])
    [context] = [v for k, v in cve.to_context().items() if k.startswith("CVE")]
    assert context["VulnerableProducts"] == [{"CPE": "cpe:2.3:a:acme:door"}]
    good = common.DBotScore("acme.example", csp.DBotScoreType.DOMAIN, "Acme", common.DBotScore.NONE)
    domain = common.Domain("acme.example", good, rank=[common.Rank(3, "Acme")])
    [context] = [v for k, v in domain.to_context().items() if k.startswith("Domain")]
    assert context["Rank"] == [{"source": "Acme", "rank": 3}]
    account = common.Account(manager_email="m@acme.example", risk_level="High")
    [context] = account.to_context().values()
    assert context["Manager"] == {"Email": "m@acme.example"}
    assert context["RiskLevel"] == "High"


def test_where_an_indicator_was_seen(csp: Any) -> None:
    common = csp.Common
    seen: dict[str, Any] = {
        "organization_prevalence": 0,
        "last_seen_by_source": "2025-01-01T00:00:00Z",
    }
    kinds = {
        "IP": ("IP", {"ip": "a"}),
        "IPv6": ("IP", {"ip": "a", "ip_type": "IPv6"}),
        "URL": ("URL", {"url": "a"}),
        "Domain": ("Domain", {"domain": "a"}),
        "File": ("File", {"md5": "a"}),
    }
    for prefix, (name, given) in kinds.items():
        score = common.DBotScore("a", csp.DBotScoreType.IP, "Acme", common.DBotScore.NONE)
        context = getattr(common, name)(dbot_score=score, **given, **seen).to_context()
        [told] = [value for key, value in context.items() if key.startswith(f"{prefix}(val")]
        assert told["OrganizationPrevalence"] == 0
        assert told["LastSeenBySource"] == "2025-01-01T00:00:00Z"
        assert not {"GlobalPrevalence", "FirstSeenBySource", "OrganizationFirstSeen"} & set(told)


def test_keys_of_an_account_that_have_no_parameter(csp: Any) -> None:
    [context] = csp.Common.Account(username="u", Shoe=44, Username="other").to_context().values()
    assert (context["Shoe"], context["Username"]) == (44, "u")


def test_a_tactic_stands_where_attack_patterns_are(csp: Any) -> None:
    tactic = csp.Common.Tactic("x-1", value="Impact", mitre_id="TA0040").to_context()
    assert list(tactic) == [csp.Common.AttackPattern.CONTEXT_PATH]
    [context] = tactic.values()
    assert (context["Value"], context["MITREID"], context["STIXID"]) == ("Impact", "TA0040", "x-1")


def test_the_next_page_needs_no_times_of_this_one(csp: Any) -> None:
    def updated(**more: Any) -> Any:
        rows = [{"id": "1", "created": "2024-01-01T00:00:00Z"}]
        return csp.update_last_run_object(
            {"time": "t"}, rows, 5, "t", "end", 0, "created", "id", **more
        )

    assert updated(new_offset=50)["offset"] == 50
    assert updated(new_offset=50)["time"] == "t"
    with pytest.raises(ValueError, match="unconverted data remains: Z"):
        updated(new_offset=0)
    read = updated(new_offset=0, date_format="%Y-%m-%dT%H:%M:%SZ")
    assert (read["offset"], read["time"], read["limit"]) == (0, "2024-01-01T00:00:00Z", 5)


def test_a_relationship_of_another_name_is_made(csp: Any, platform: Platform) -> None:
    made = csp.EntityRelationship("watches", "a", "IP", "b", "IP").to_indicator()
    assert (made["name"], made["reverseName"]) == ("watches", "related-to")
    assert csp.EntityRelationship.Relationships.get_reverse("detects") == "detected-by"
    assert "Unknown relationship name: watches" in str(platform.logs)


def test_the_classes_for_the_yml_do_nothing(csp: Any) -> None:
    collector = csp.YMLMetadataCollector("Acme", conf=[csp.ConfKey("url", required=True)])

    @collector.command("acme-get", inputs_list=[csp.InputArgument("id")], restore=True)
    def get(args: Any, **told: Any) -> Any:
        return args, told["command_name"]

    @collector.command("acme-list", outputs_list=[csp.OutputArgument("id")])
    def listed(args: Any) -> Any:
        return args

    assert get("a") == ("a", "acme-get")
    assert listed("b") == "b"


def test_small_helpers_of_later(csp: Any) -> None:
    assert csp.create_clickable_url("https://a", "A") == "[A](https://a)"
    assert csp.create_clickable_url(["https://a"], ["A"]) == ["[A](https://a)"]
    with pytest.raises(AssertionError, match="same length"):
        csp.create_clickable_url(["https://a"], ["A", "B"])
    assert csp.get_integration_instance_name() == "Probe_1"
    assert csp.get_pack_version() == ""
    values = {"a": b"x", "b": [{"c": b"y"}, b"z", 1], "d": {"e": b"w"}}
    assert csp.convert_dict_values_bytes_to_str(values) == {
        "a": "x",
        "b": [{"c": "y"}, "z", 1],
        "d": {"e": "w"},
    }
    assert csp.is_filename_valid("a b.txt")
    assert not csp.is_filename_valid("a/b")
    found = csp.re.match(csp.domainRegex, "hxxps://www[.]acme.example/path")
    assert found["fqdn"] == "www[.]acme.example"
    assert csp.AutoFocusKeyRetriever("k").key == "k"


def test_an_instance_without_a_connector_has_no_credentials_of_one(csp: Any) -> None:
    with pytest.raises(csp.UcpException, match="unified connector"):
        csp.get_ucp_credentials(csp.get_ucp_method_unique_id())
    csp.invalidate_ucp_credentials("any")


def test_a_search_of_indicators_may_be_sorted_and_go_on(csp: Any, platform: Platform) -> None:
    asked: list[dict[str, Any]] = []
    csp.demisto.searchIndicators = lambda **search: (
        asked.append(search) or {"iocs": [{"value": "a"}], "total": 1}
    )
    order = [{"field": "value", "asc": True}]
    next(csp.IndicatorsSearcher(sort=order, search_after=["x"]))
    assert (asked[0]["sort"], asked[0]["searchAfter"]) == (order, ["x"])
