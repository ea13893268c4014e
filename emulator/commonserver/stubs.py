"""Every other public name of the reference: it exists, and refuses clearly when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ()

_FUNCTIONS = (
    "FormatADTimestamp",
    "FormatIso8601",
    "NormalizeRegistryPath",
    "PrettifyCompactedTimestamp",
    "add_http_prefix_if_missing",
    "add_sensitive_log_strs",
    "appendContext",
    "append_metrics",
    "argToBoolean",
    "argToList",
    "arg_to_datetime",
    "arg_to_number",
    "assign_params",
    "auto_detect_indicator_type",
    "aws_table_to_markdown",
    "b64_encode",
    "batch",
    "build_dbot_entry",
    "build_malicious_dbot_entry",
    "camel_case_to_underscore",
    "camelize",
    "camelize_string",
    "createContext",
    "createContextSingle",
    "create_clickable_url",
    "create_indicator_result_with_dbotscore_unknown",
    "create_updated_last_run_object",
    "date_to_timestamp",
    "datetime_to_string",
    "dict_safe_get",
    "elem2json",
    "elem_to_internal",
    "encode_string_results",
    "ensure_proxy_has_http_prefix",
    "epochToTimestamp",
    "execute_command",
    "fileResult",
    "file_result_existing_file",
    "filter_incidents_by_duplicates_and_limit",
    "fix_traceback_line_numbers",
    "flattenCell",
    "flattenRow",
    "flattenTable",
    "formatAllArgs",
    "formatCell",
    "formatEpochDate",
    "formatTimeColumns",
    "get_current_time",
    "get_demisto_version_as_str",
    "get_error",
    "get_feed_last_run",
    "get_fetch_run_time_range",
    "get_found_incident_ids",
    "get_hash_type",
    "get_integration_context",
    "get_integration_context_with_version",
    "get_integration_name",
    "get_last_mirror_run",
    "get_latest_incident_created_time",
    "get_message_classes_dump",
    "get_message_global_vars",
    "get_message_local_vars",
    "get_message_memory_dump",
    "get_message_modules_sizes",
    "get_message_threads_dump",
    "get_pack_version",
    "get_schedule_metadata",
    "get_script_name",
    "get_size_of_object",
    "get_tenant_account_name",
    "get_x_content_info_headers",
    "handle_proxy",
    "hash_djb2",
    "indicators_value_to_clickable",
    "internal_to_elem",
    "isCommandAvailable",
    "isError",
    "is_debug_mode",
    "is_demisto_version_ge",
    "is_error",
    "is_ip_valid",
    "is_ipv6_valid",
    "is_mac_address",
    "is_scheduled_command_retry",
    "is_versioned_context_available",
    "json2elem",
    "json2xml",
    "logger",
    "merge_lists",
    "parse_date_range",
    "parse_date_string",
    "pascalToSpace",
    "polling_function",
    "positiveFile",
    "positiveIp",
    "positiveUrl",
    "raiseTable",
    "register_module_line",
    "register_signal_handler_profiling_dump",
    "remove_duplicates_from_list_arg",
    "remove_empty_elements",
    "remove_nulls_from_dictionary",
    "remove_old_incidents_ids",
    "replace_in_keys",
    "return_error",
    "return_outputs",
    "return_results",
    "return_warning",
    "safe_load_json",
    "scoreToReputation",
    "sectionsToMarkdown",
    "send_events_to_xsiam",
    "set_feed_last_run",
    "set_integration_context",
    "set_last_mirror_run",
    "set_to_integration_context_with_retries",
    "shortCrowdStrike",
    "shortDomain",
    "shortFile",
    "shortIp",
    "shortUrl",
    "shorten_string_for_printing",
    "signal_handler_profiling_dump",
    "skip_cert_verification",
    "skip_proxy",
    "snakify",
    "stringEscape",
    "stringEscapeMD",
    "stringUnEscape",
    "string_to_context_key",
    "string_to_table_header",
    "strip_tag",
    "support_multithreading",
    "tableToMarkdown",
    "tblToMd",
    "timestamp_to_datestring",
    "underscoreToCamelCase",
    "update_integration_context",
    "update_last_run_object",
    "url_to_clickable_markdown",
    "urljoin",
    "vtCountPositives",
    "xml2json",
    "zoomField",
)

_CLASSES = (
    "AutoFocusKeyRetriever",
    "BarColumnPieWidget",
    "BaseClient",
    "BaseWidget",
    "CommandResults",
    "CommandRunner",
    "Common",
    "ConfKey",
    "DBotScoreReliability",
    "DBotScoreType",
    "DebugLogger",
    "DemistoException",
    "DemistoHandler",
    "EntityRelationship",
    "EntryFormat",
    "EntryType",
    "ErrorTypes",
    "ExecutionMetrics",
    "FeedIndicatorType",
    "GetDemistoVersion",
    "GetMappingFieldsResponse",
    "GetModifiedRemoteDataArgs",
    "GetModifiedRemoteDataResponse",
    "GetRemoteDataArgs",
    "GetRemoteDataResponse",
    "IncidentSeverity",
    "IncidentStatus",
    "IndicatorsSearcher",
    "IndicatorsTimeline",
    "InputArgument",
    "IntegrationLogger",
    "JsonTransformer",
    "LineWidget",
    "NumberWidget",
    "OutputArgument",
    "ParameterTypes",
    "PollResult",
    "SSLAdapter",
    "ScheduledCommand",
    "SchemeTypeMapping",
    "SmartGetDict",
    "TableOrListWidget",
    "TextWidget",
    "ThreatIntel",
    "TrendWidget",
    "UpdateRemoteSystemArgs",
    "WarningsHandler",
    "YMLMetadataCollector",
)


def _refusal(name: str) -> str:
    return (
        f"{name} is not emulated by xfetch's embedded CommonServerPython;"
        " give a checkout of the content repository: --content DIR"
    )


def _refusing_function(name: str) -> Any:
    def not_emulated(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(_refusal(name))

    not_emulated.__name__ = not_emulated.__qualname__ = name
    not_emulated.__doc__ = "Not emulated."
    return not_emulated


class _Refusing(type):
    """A class of which nothing but its name exists."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(_refusal(cls.__name__))

    def __getattr__(cls, name: str) -> Any:
        raise AttributeError(_refusal(f"{cls.__name__}.{name}"))


def _fill_in(namespace: dict[str, Any]) -> None:
    """Whatever the modules before this one have is left alone."""
    for name in _FUNCTIONS:
        if name not in namespace:
            namespace[name] = _refusing_function(name)
    for name in _CLASSES:
        if name not in namespace:
            namespace[name] = _Refusing(name, (), {"__doc__": "Not emulated."})


_fill_in(globals())
