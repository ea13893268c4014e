"""Stubs of names that are read when they are used; written by ``python -m tests.write_docs``."""

# mypy: ignore-errors
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
    'server': ('get_demisto_version_as_str', 'is_demisto_version_ge', 'get_integration_name', 'get_script_name', 'get_tenant_account_name', 'is_scheduled_command_retry', 'support_multithreading'),
    'context': ('is_versioned_context_available', 'get_integration_context', 'set_integration_context', 'get_integration_context_with_version', 'update_integration_context', 'set_to_integration_context_with_retries', 'get_last_mirror_run', 'set_last_mirror_run', 'get_feed_last_run', 'set_feed_last_run', 'createContext', 'createContextSingle'),
    'letter_case': ('camelize', 'camelize_string', 'underscoreToCamelCase', 'camel_case_to_underscore', 'snakify', 'pascalToSpace', 'string_to_table_header', 'string_to_context_key', 'replace_in_keys', 'stringEscape', 'stringUnEscape', 'hash_djb2'),
    'cells': ('formatCell', 'flattenCell', 'flattenRow', 'flattenTable'),
    'tables': ('tableToMarkdown', 'tblToMd', 'stringEscapeMD', 'url_to_clickable_markdown', 'create_clickable_url', 'sectionsToMarkdown', 'aws_table_to_markdown'),
    'command_results': ('IndicatorsTimeline', 'CommandResults'),
    'metrics': ('ExecutionMetrics',),
    'results': ('return_results', 'return_outputs', 'fileResult', 'file_result_existing_file', 'append_metrics'),
    'tracing': ('fix_traceback_line_numbers', 'register_signal_handler_profiling_dump'),
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

def batch(iterable, batch_size=1): return _late('batch')(iterable, batch_size)
def dict_safe_get(dict_object, keys, default_return_value=None, return_type=None, raise_return_type=True): return _late('dict_safe_get')(dict_object, keys, default_return_value, return_type, raise_return_type)
def remove_empty_elements(d): return _late('remove_empty_elements')(d)
def remove_nulls_from_dictionary(data): return _late('remove_nulls_from_dictionary')(data)
def safe_load_json(json_object): return _late('safe_load_json')(json_object)
def b64_encode(text): return _late('b64_encode')(text)
def encode_string_results(text): return _late('encode_string_results')(text)
def shorten_string_for_printing(source_string, max_length=64): return _late('shorten_string_for_printing')(source_string, max_length)
def merge_lists(original_list, updated_list, key): return _late('merge_lists')(original_list, updated_list, key)
def urljoin(url, suffix=''): return _late('urljoin')(url, suffix)
def argToList(arg, separator=',', transform=None): return _late('argToList')(arg, separator, transform)
def argToBoolean(value): return _late('argToBoolean')(value)
def arg_to_number(arg, arg_name=None, required=False): return _late('arg_to_number')(arg, arg_name, required)
def arg_to_datetime(arg, arg_name=None, is_utc=True, required=False, settings=None): return _late('arg_to_datetime')(arg, arg_name, is_utc, required, settings)
def assign_params(keys_to_ignore=None, values_to_ignore=None, **kwargs): return _late('assign_params')(keys_to_ignore, values_to_ignore, **kwargs)
def remove_duplicates_from_list_arg(args, field): return _late('remove_duplicates_from_list_arg')(args, field)
def _add_to_curls(curls, text): return _late('_add_to_curls')(curls, text)
def return_error(message, error='', outputs=None): return _late('return_error')(message, error, outputs)
def return_warning(message, exit=False, warning='', outputs=None, ignore_auto_extract=False): return _late('return_warning')(message, exit, warning, outputs, ignore_auto_extract)
def is_error(execute_command_result): return _late('is_error')(execute_command_result)
def isError(execute_command_result): return _late('isError')(execute_command_result)
def get_error(execute_command_result): return _late('get_error')(execute_command_result)
def parse_date_range(date_range, date_format=None, to_timestamp=False, timezone=0, utc=True): return _late('parse_date_range')(date_range, date_format, to_timestamp, timezone, utc)
def parse_date_string(date_string, date_format=_ISO): return _late('parse_date_string')(date_string, date_format)
def date_to_timestamp(date_str_or_dt, date_format=_ISO): return _late('date_to_timestamp')(date_str_or_dt, date_format)
def timestamp_to_datestring(timestamp, date_format='%Y-%m-%dT%H:%M:%S.000Z', is_utc=False): return _late('timestamp_to_datestring')(timestamp, date_format, is_utc)
def FormatIso8601(t): return _late('FormatIso8601')(t)
def formatEpochDate(t): return _late('formatEpochDate')(t)
def epochToTimestamp(epoch): return _late('epochToTimestamp')(epoch)
def FormatADTimestamp(ts): return _late('FormatADTimestamp')(ts)
def PrettifyCompactedTimestamp(x): return _late('PrettifyCompactedTimestamp')(x)
def datetime_to_string(datetime_obj): return _late('datetime_to_string')(datetime_obj)
def get_current_time(time_zone=0): return _late('get_current_time')(time_zone)
def get_fetch_run_time_range(last_run, first_fetch, look_back=0, timezone=0, date_format='%Y-%m-%dT%H:%M:%S'): return _late('get_fetch_run_time_range')(last_run, first_fetch, look_back, timezone, date_format)
def filter_incidents_by_duplicates_and_limit(incidents_res, last_run, fetch_limit, id_field): return _late('filter_incidents_by_duplicates_and_limit')(incidents_res, last_run, fetch_limit, id_field)
def get_latest_incident_created_time(incidents, created_time_field, date_format='%Y-%m-%dT%H:%M:%S', increase_last_run_time=False): return _late('get_latest_incident_created_time')(incidents, created_time_field, date_format, increase_last_run_time)
def remove_old_incidents_ids(found_incidents_ids, current_time, look_back): return _late('remove_old_incidents_ids')(found_incidents_ids, current_time, look_back)
def get_found_incident_ids(last_run, incidents, look_back, id_field): return _late('get_found_incident_ids')(last_run, incidents, look_back, id_field)
def create_updated_last_run_object(last_run, incidents, fetch_limit, look_back, start_fetch_time, end_fetch_time, created_time_field, date_format='%Y-%m-%dT%H:%M:%S', increase_last_run_time=False): return _late('create_updated_last_run_object')(last_run, incidents, fetch_limit, look_back, start_fetch_time, end_fetch_time, created_time_field, date_format, increase_last_run_time)
def update_last_run_object(last_run, incidents, fetch_limit, start_fetch_time, end_fetch_time, look_back, created_time_field, id_field, date_format='%Y-%m-%dT%H:%M:%S', increase_last_run_time=False): return _late('update_last_run_object')(last_run, incidents, fetch_limit, start_fetch_time, end_fetch_time, look_back, created_time_field, id_field, date_format, increase_last_run_time)
def get_demisto_version_as_str(): return _late('get_demisto_version_as_str')()
def is_demisto_version_ge(version, build_number=''): return _late('is_demisto_version_ge')(version, build_number)
def get_integration_name(): return _late('get_integration_name')()
def get_script_name(): return _late('get_script_name')()
def get_tenant_account_name(): return _late('get_tenant_account_name')()
def is_scheduled_command_retry(): return _late('is_scheduled_command_retry')()
def support_multithreading(): return _late('support_multithreading')()
def is_versioned_context_available(): return _late('is_versioned_context_available')()
def get_integration_context(sync=True, with_version=False): return _late('get_integration_context')(sync, with_version)
def set_integration_context(context, sync=True, version=-1): return _late('set_integration_context')(context, sync, version)
def get_integration_context_with_version(sync=True): return _late('get_integration_context_with_version')(sync)
def update_integration_context(context, object_keys=None, sync=True): return _late('update_integration_context')(context, object_keys, sync)
def set_to_integration_context_with_retries(context, object_keys=None, sync=True, max_retry_times=3): return _late('set_to_integration_context_with_retries')(context, object_keys, sync, max_retry_times)
def get_last_mirror_run(): return _late('get_last_mirror_run')()
def set_last_mirror_run(last_mirror_run): return _late('set_last_mirror_run')(last_mirror_run)
def get_feed_last_run(): return _late('get_feed_last_run')()
def set_feed_last_run(last_run_indicators): return _late('set_feed_last_run')(last_run_indicators)
def createContext(data, id=None, keyTransform=None, removeNull=False): return _late('createContext')(data, id, keyTransform, removeNull)
def createContextSingle(obj, id=None, keyTransform=None, removeNull=False): return _late('createContextSingle')(obj, id, keyTransform, removeNull)
def camelize(src, delim=' ', upper_camel=True): return _late('camelize')(src, delim, upper_camel)
def camelize_string(src_str, delim='_', upper_camel=True): return _late('camelize_string')(src_str, delim, upper_camel)
def underscoreToCamelCase(s, upper_camel=True): return _late('underscoreToCamelCase')(s, upper_camel)
def camel_case_to_underscore(s): return _late('camel_case_to_underscore')(s)
def snakify(src): return _late('snakify')(src)
def pascalToSpace(s): return _late('pascalToSpace')(s)
def string_to_table_header(string): return _late('string_to_table_header')(string)
def string_to_context_key(string): return _late('string_to_context_key')(string)
def replace_in_keys(src, existing='.', new='_'): return _late('replace_in_keys')(src, existing, new)
def stringEscape(st): return _late('stringEscape')(st)
def stringUnEscape(st): return _late('stringUnEscape')(st)
def hash_djb2(s, seed=5381): return _late('hash_djb2')(s, seed)
def formatCell(data, is_pretty=True, json_transform=None): return _late('formatCell')(data, is_pretty, json_transform)
def flattenCell(data, is_pretty=True): return _late('flattenCell')(data, is_pretty)
def flattenRow(rowDict): return _late('flattenRow')(rowDict)
def flattenTable(tableDict): return _late('flattenTable')(tableDict)
def tableToMarkdown(name, t, headers=None, headerTransform=None, removeNull=False, metadata=None, url_keys=None, date_fields=None, json_transform_mapping=None, is_auto_json_transform=False): return _late('tableToMarkdown')(name, t, headers, headerTransform, removeNull, metadata, url_keys, date_fields, json_transform_mapping, is_auto_json_transform)
def tblToMd(name, t, headers=None, headerTransform=None, removeNull=False, metadata=None, url_keys=None, date_fields=None, json_transform_mapping=None, is_auto_json_transform=False): return _late('tblToMd')(name, t, headers, headerTransform, removeNull, metadata, url_keys, date_fields, json_transform_mapping, is_auto_json_transform)
def stringEscapeMD(st, minimal_escaping=False, escape_multiline=False): return _late('stringEscapeMD')(st, minimal_escaping, escape_multiline)
def url_to_clickable_markdown(data, url_keys): return _late('url_to_clickable_markdown')(data, url_keys)
def create_clickable_url(url): return _late('create_clickable_url')(url)
def sectionsToMarkdown(root): return _late('sectionsToMarkdown')(root)
def aws_table_to_markdown(response, table_header): return _late('aws_table_to_markdown')(response, table_header)
def return_results(results): return _late('return_results')(results)
def return_outputs(readable_output, outputs=None, raw_response=None, timeline=None, ignore_auto_extract=False): return _late('return_outputs')(readable_output, outputs, raw_response, timeline, ignore_auto_extract)
def fileResult(filename, data, file_type=None): return _late('fileResult')(filename, data, file_type)
def file_result_existing_file(filename, saveFilename=None): return _late('file_result_existing_file')(filename, saveFilename)
def append_metrics(execution_metrics, results): return _late('append_metrics')(execution_metrics, results)
def fix_traceback_line_numbers(trace_str): return _late('fix_traceback_line_numbers')(trace_str)
def register_signal_handler_profiling_dump(signal_type=None, profiling_dump_rows_limit=20): return _late('register_signal_handler_profiling_dump')(signal_type, profiling_dump_rows_limit)
def add_http_prefix_if_missing(address=''): return _late('add_http_prefix_if_missing')(address)
def ensure_proxy_has_http_prefix(): return _late('ensure_proxy_has_http_prefix')()
def skip_proxy(): return _late('skip_proxy')()
def skip_cert_verification(): return _late('skip_cert_verification')()
def handle_proxy(proxy_param_name='proxy', checkbox_default_value=False, handle_insecure=True, insecure_param_name=None): return _late('handle_proxy')(proxy_param_name, checkbox_default_value, handle_insecure, insecure_param_name)
def _api_error(response): return _late('_api_error')(response)
def _translated(error, verify, retries): return _late('_translated')(error, verify, retries)
def _client_timeout_s(given): return _late('_client_timeout_s')(given)
def _retry_policy(**options): return _late('_retry_policy')(**options)
def _refused(response, error_handler): return _late('_refused')(response, error_handler)
def _read_as(resp_type, response): return _late('_read_as')(resp_type, response)
def get_x_content_info_headers(): return _late('get_x_content_info_headers')()
def _constants(owner): return _late('_constants')(owner)
def get_hash_type(hash_file): return _late('get_hash_type')(hash_file)
def is_ipv6_valid(address): return _late('is_ipv6_valid')(address)
def is_ip_valid(s, accept_v6_ips=False): return _late('is_ip_valid')(s, accept_v6_ips)
def auto_detect_indicator_type(indicator_value): return _late('auto_detect_indicator_type')(indicator_value)
def scoreToReputation(score): return _late('scoreToReputation')(score)
def is_mac_address(mac): return _late('is_mac_address')(mac)
def build_dbot_entry(indicator, indicator_type, vendor, score, description=None, build_malicious=True): return _late('build_dbot_entry')(indicator, indicator_type, vendor, score, description, build_malicious)
def build_malicious_dbot_entry(indicator, indicator_type, vendor, description=None): return _late('build_malicious_dbot_entry')(indicator, indicator_type, vendor, description)
def create_indicator_result_with_dbotscore_unknown(indicator, indicator_type, reliability=None, context_prefix=None, address_type=None, relationships=None): return _late('create_indicator_result_with_dbotscore_unknown')(indicator, indicator_type, reliability, context_prefix, address_type, relationships)
def indicators_value_to_clickable(indicators): return _late('indicators_value_to_clickable')(indicators)
def execute_command(command, args, extract_contents=True, fail_on_error=True): return _late('execute_command')(command, args, extract_contents, fail_on_error)
def isCommandAvailable(cmd): return _late('isCommandAvailable')(cmd)
def get_schedule_metadata(context): return _late('get_schedule_metadata')(context)
def polling_function(name, interval=30, timeout=600, poll_message='Fetching Results:', polling_arg_name='polling', requires_polling_arg=True): return _late('polling_function')(name, interval, timeout, poll_message, polling_arg_name, requires_polling_arg)
def strip_tag(tag): return _late('strip_tag')(tag)
def elem_to_internal(elem, strip_ns=1, strip=1): return _late('elem_to_internal')(elem, strip_ns, strip)
def internal_to_elem(pfsh, factory=ET.Element): return _late('internal_to_elem')(pfsh, factory)
def elem2json(elem, options, strip_ns=1, strip=1): return _late('elem2json')(elem, options, strip_ns, strip)
def json2elem(json_data, factory=ET.Element): return _late('json2elem')(json_data, factory)
def xml2json(xmlstring, options={}, strip_ns=1, strip=1): return _late('xml2json')(xmlstring, options, strip_ns, strip)
def json2xml(json_data, factory=ET.Element): return _late('json2xml')(json_data, factory)

globals().update((name, _LateClass(name, (), {})) for name in ['EntryType', 'EntryFormat', 'ErrorTypes', 'IncidentStatus', 'IncidentSeverity', 'ParameterTypes', 'IndicatorsTimeline', 'CommandResults', 'ExecutionMetrics', 'DBotScoreType', 'DBotScoreReliability', 'EntityRelationship', 'FeedIndicatorType', 'IndicatorsSearcher', 'ThreatIntel', 'GetRemoteDataArgs', 'GetRemoteDataResponse', 'GetModifiedRemoteDataArgs', 'GetModifiedRemoteDataResponse', 'UpdateRemoteSystemArgs', 'SchemeTypeMapping', 'GetMappingFieldsResponse', 'ScheduledCommand', 'PollResult', 'JsonTransformer', 'Common'])
_LATE_NAMES = dict(globals())
