"""Which module has which late names; written by ``python -m tests.write_docs``."""

# ruff: noqa
# fmt: off

from __future__ import annotations

__all__ = ()

_LATE_MODULES = {
    'entry_types': ('EntryType', 'EntryFormat', 'ErrorTypes', 'IncidentStatus', 'IncidentSeverity', 'ParameterTypes'),
    'values': ('batch', 'dict_safe_get', 'remove_empty_elements', 'remove_nulls_from_dictionary', 'safe_load_json', 'b64_encode', 'encode_string_results', 'shorten_string_for_printing', 'merge_lists', 'urljoin'),
    'arguments': ('argToList', 'argToBoolean', 'arg_to_number', 'arg_to_datetime', 'assign_params', 'remove_duplicates_from_list_arg'),
    'curl_lines': ('_add_to_curls',),
    'ending': ('return_error', 'return_warning', 'is_error', 'isError', 'get_error'),
    'dates': ('parse_date_range', 'parse_date_string', 'date_to_timestamp', 'timestamp_to_datestring', 'FormatIso8601', 'formatEpochDate', 'epochToTimestamp', 'FormatADTimestamp', 'PrettifyCompactedTimestamp', 'datetime_to_string', 'get_current_time'),
    'look_back': ('get_fetch_run_time_range', 'filter_incidents_by_duplicates_and_limit', 'get_latest_incident_created_time', 'remove_old_incidents_ids', 'get_found_incident_ids', 'create_updated_last_run_object', 'update_last_run_object'),
    'server': ('get_demisto_version_as_str', 'is_demisto_version_ge', 'is_xsiam', 'is_xsoar', 'is_xsoar_hosted', 'is_xsoar_on_prem', 'is_xsoar_saas', 'is_xsiam_or_xsoar_saas', 'is_using_engine', 'get_integration_name', 'get_script_name', 'get_tenant_account_name', 'is_scheduled_command_retry', 'support_multithreading'),
    'context': ('is_versioned_context_available', 'get_integration_context', 'set_integration_context', 'get_integration_context_with_version', 'update_integration_context', 'set_to_integration_context_with_retries', 'get_last_mirror_run', 'set_last_mirror_run', 'get_feed_last_run', 'set_feed_last_run', 'createContext', 'createContextSingle'),
    'letter_case': ('camelize', 'camelize_string', 'underscoreToCamelCase', 'camel_case_to_underscore', 'snakify', 'pascalToSpace', 'string_to_table_header', 'string_to_context_key', 'replace_in_keys', 'stringEscape', 'stringUnEscape', 'hash_djb2'),
    'cells': ('formatCell', 'flattenCell', 'flattenRow', 'flattenTable'),
    'tables': ('tableToMarkdown', 'tblToMd', 'stringEscapeMD', 'url_to_clickable_markdown', 'create_clickable_url', 'sectionsToMarkdown', 'aws_table_to_markdown'),
    'command_results': ('IndicatorsTimeline', 'CommandResults'),
    'metrics': ('ExecutionMetrics',),
    'results': ('return_results', 'return_outputs', 'fileResult', 'file_result_existing_file', 'append_metrics'),
    'tracing': ('fix_traceback_line_numbers', 'register_signal_handler_profiling_dump'),
    'patterns': ('pascalRegex', 'md5Regex', 'sha1Regex', 'sha256Regex', 'sha512Regex'),
    'proxies': ('add_http_prefix_if_missing', 'ensure_proxy_has_http_prefix', 'skip_proxy', 'skip_cert_verification', 'handle_proxy'),
    'request_errors': ('_api_error', '_translated'),
    'responses': ('_client_timeout_s', '_retry_policy', '_refused', '_read_as'),
    'content_headers': ('get_x_content_info_headers',),
    'reliability': ('DBotScoreType', 'DBotScoreReliability', '_constants'),
    'relationships': ('EntityRelationship',),
    'indicator_types': ('FeedIndicatorType',),
    'detection': ('get_hash_type', 'is_ipv6_valid', 'is_ip_valid', 'auto_detect_indicator_type'),
    'searcher': ('IndicatorsSearcher',),
    'reputation': ('scoreToReputation', 'is_mac_address', 'build_dbot_entry', 'build_malicious_dbot_entry', 'create_indicator_result_with_dbotscore_unknown', 'indicators_value_to_clickable'),
    'commands': ('execute_command', 'isCommandAvailable'),
    'threat_intel': ('ThreatIntel',),
    'mirroring': ('GetRemoteDataArgs', 'GetRemoteDataResponse', 'GetModifiedRemoteDataArgs', 'GetModifiedRemoteDataResponse', 'UpdateRemoteSystemArgs', 'SchemeTypeMapping', 'GetMappingFieldsResponse'),
    'scheduled': ('ScheduledCommand', 'get_schedule_metadata'),
    'polling': ('PollResult', 'polling_function'),
    'json_transformer': ('JsonTransformer',),
    'xml_json': ('strip_tag', 'elem_to_internal', 'internal_to_elem', 'elem2json', 'json2elem', 'xml2json', 'json2xml'),
    'common': ('Common',),
}
_LATE_CLASSES = ('EntryType', 'EntryFormat', 'ErrorTypes', 'IncidentStatus', 'IncidentSeverity', 'ParameterTypes', 'IndicatorsTimeline', 'CommandResults', 'ExecutionMetrics', 'DBotScoreType', 'DBotScoreReliability', 'EntityRelationship', 'FeedIndicatorType', 'IndicatorsSearcher', 'ThreatIntel', 'GetRemoteDataArgs', 'GetRemoteDataResponse', 'GetModifiedRemoteDataArgs', 'GetModifiedRemoteDataResponse', 'UpdateRemoteSystemArgs', 'SchemeTypeMapping', 'GetMappingFieldsResponse', 'ScheduledCommand', 'PollResult', 'JsonTransformer', 'Common')
_LATE_FUNCTIONS = ('batch', 'dict_safe_get', 'remove_empty_elements', 'remove_nulls_from_dictionary', 'safe_load_json', 'b64_encode', 'encode_string_results', 'shorten_string_for_printing', 'merge_lists', 'urljoin', 'argToList', 'argToBoolean', 'arg_to_number', 'arg_to_datetime', 'assign_params', 'remove_duplicates_from_list_arg', '_add_to_curls', 'return_error', 'return_warning', 'is_error', 'isError', 'get_error', 'parse_date_range', 'parse_date_string', 'date_to_timestamp', 'timestamp_to_datestring', 'FormatIso8601', 'formatEpochDate', 'epochToTimestamp', 'FormatADTimestamp', 'PrettifyCompactedTimestamp', 'datetime_to_string', 'get_current_time', 'get_fetch_run_time_range', 'filter_incidents_by_duplicates_and_limit', 'get_latest_incident_created_time', 'remove_old_incidents_ids', 'get_found_incident_ids', 'create_updated_last_run_object', 'update_last_run_object', 'get_demisto_version_as_str', 'is_demisto_version_ge', 'is_xsiam', 'is_xsoar', 'is_xsoar_hosted', 'is_xsoar_on_prem', 'is_xsoar_saas', 'is_xsiam_or_xsoar_saas', 'is_using_engine', 'get_integration_name', 'get_script_name', 'get_tenant_account_name', 'is_scheduled_command_retry', 'support_multithreading', 'is_versioned_context_available', 'get_integration_context', 'set_integration_context', 'get_integration_context_with_version', 'update_integration_context', 'set_to_integration_context_with_retries', 'get_last_mirror_run', 'set_last_mirror_run', 'get_feed_last_run', 'set_feed_last_run', 'createContext', 'createContextSingle', 'camelize', 'camelize_string', 'underscoreToCamelCase', 'camel_case_to_underscore', 'snakify', 'pascalToSpace', 'string_to_table_header', 'string_to_context_key', 'replace_in_keys', 'stringEscape', 'stringUnEscape', 'hash_djb2', 'formatCell', 'flattenCell', 'flattenRow', 'flattenTable', 'tableToMarkdown', 'tblToMd', 'stringEscapeMD', 'url_to_clickable_markdown', 'create_clickable_url', 'sectionsToMarkdown', 'aws_table_to_markdown', 'return_results', 'return_outputs', 'fileResult', 'file_result_existing_file', 'append_metrics', 'fix_traceback_line_numbers', 'register_signal_handler_profiling_dump', 'add_http_prefix_if_missing', 'ensure_proxy_has_http_prefix', 'skip_proxy', 'skip_cert_verification', 'handle_proxy', '_api_error', '_translated', '_client_timeout_s', '_retry_policy', '_refused', '_read_as', 'get_x_content_info_headers', '_constants', 'get_hash_type', 'is_ipv6_valid', 'is_ip_valid', 'auto_detect_indicator_type', 'scoreToReputation', 'is_mac_address', 'build_dbot_entry', 'build_malicious_dbot_entry', 'create_indicator_result_with_dbotscore_unknown', 'indicators_value_to_clickable', 'execute_command', 'isCommandAvailable', 'get_schedule_metadata', 'polling_function', 'strip_tag', 'elem_to_internal', 'internal_to_elem', 'elem2json', 'json2elem', 'xml2json', 'json2xml')
_LATE_PATTERNS = ('pascalRegex', 'md5Regex', 'sha1Regex', 'sha256Regex', 'sha512Regex')
