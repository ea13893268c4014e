"""Functions and methods that are not in the integration's file, and what their call says of a value."""

from __future__ import annotations

VERBS = frozenset(("get", "post", "put", "patch", "delete", "request", "head"))
# Methods of clients that ask the product: BaseClient's, and those of clients in modules of their own.
ASKS = frozenset(("_http_request", "http_request", "http_post", "http_get", "generic_http_request"))
SESSIONS = frozenset(("Session", "session", "OAuth2Session", "Client"))
# The result is the argument itself, or holds the same keys.
SAME = frozenset((
    "list", "sorted", "reversed", "tuple", "dict", "set", "deepcopy", "copy", "loads", "load", "argToList",
    "createContext", "remove_empty_elements", "camelize", "json", "dumps", "safe_load_json", "str",
    "remove_nulls_from_dictionary", "xml2json", "deque", "filter", "handle_proxy", "snakify",
    "underscoreToCamelCase",
))  # fmt: skip
# Methods whose result is still the value that they are called on.
SAME_METHOD = frozenset((
    "json", "replace", "strip", "rstrip", "lstrip", "lower", "upper", "copy", "decode", "encode", "title",
    "read", "raise_for_status", "to_dict", "capitalize",
))  # fmt: skip
TEXT_METHODS = frozenset((
    "replace", "strip", "rstrip", "lstrip", "lower", "upper", "split", "startswith", "endswith", "title",
    "capitalize", "rsplit", "partition", "encode", "join", "find",
))  # fmt: skip
# The attributes of an HTTP answer that still are its body.
BODY = frozenset(("text", "content", "body", "raw"))
TIMES = frozenset((
    "parse", "parse_date_string", "arg_to_datetime", "fromisoformat", "isoparse", "date_to_timestamp",
    "parse_datetime", "parser",
))  # fmt: skip
# By function, the form of the time that it takes.
EPOCHS = {
    "timestamp_to_datestring": "epoch_ms",
    "fromtimestamp": "epoch_s",
    "utcfromtimestamp": "epoch_s",
}
NUMBERS = frozenset(("int", "float", "round", "abs", "arg_to_number"))
