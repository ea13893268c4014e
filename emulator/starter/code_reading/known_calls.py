"""Functions and methods of libraries that the code calls, and what each call tells about its argument."""

from __future__ import annotations

import sys

VERBS = frozenset(("get", "post", "put", "patch", "delete", "request", "head"))
# Methods of clients that ask the product: BaseClient's, and those of clients in modules of their own.
ASKS = frozenset(("_http_request", "http_request", "http_post", "http_get", "generic_http_request"))
SESSIONS = frozenset(
    ("Session", "session", "OAuth2Session", "Client", "PoolManager", "AsyncClient", "Http")
)
# The modules whose functions and sessions ask.
ASKING = frozenset(("requests", "httpx", "requests_oauthlib", "urllib3", "httplib2"))
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
BODY = frozenset(("text", "content", "body", "raw", "data"))
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
# Methods of Python's own types: no library asks in them.
OF_PYTHON = frozenset(
    name for kind in (dict, list, str, set, bytes, int) for name in dir(kind) if name[:1] != "_"
) | frozenset(("json", "isoformat", "strftime", "timestamp", "date", "astimezone", "total_seconds"))
_NO_CLIENTS = frozenset((
    "requests", "httpx", "urllib3", "dateparser", "dateutil", "pytz", "demistomock", "CommonServerPython",
    "CommonServerUserPython", "yaml", "bs4", "jwt", "tldextract", "six", "xmltodict", "humanize", "html2text",
    "requests_ntlm", "oauthlib", "requests_oauthlib", "cryptography", "Crypto", "chardet", "jmespath",
    "bcrypt", "pandas", "numpy", "defusedxml", "lxml", "markdown", "typing_extensions", "pydantic", "nltk",
))  # fmt: skip


def is_client(module: str) -> bool:
    """Whether a module is a library that may itself send requests to the product."""
    name = module.partition(".")[0]
    return bool(name) and name not in sys.stdlib_module_names and not (
        name in _NO_CLIENTS or name.endswith("ApiModule")
    )  # fmt: skip
