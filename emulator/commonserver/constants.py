"""Constants that integrations read from CommonServerPython: entry types and formats, context paths and
more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sys
    from datetime import timedelta

__all__ = (
    "CONTENT_BRANCH_NAME",
    "CONTENT_RELEASE_VERSION",
    "CONTEXT_UPDATE_RETRY_TIMES",
    "ENDPOINT_ISISOLATED_OPTIONS",
    "ENDPOINT_STATUS_OPTIONS",
    "HOUR",
    "INDICATOR_TYPE_TO_CONTEXT_KEY",
    "IS_PY3",
    "MARKDOWN_CHARS",
    "MASK",
    "MAX_ERROR_MESSAGE_LENGTH",
    "MIN_VERSION_FOR_VERSIONED_CONTEXT",
    "OS_LINUX",
    "OS_MAC",
    "OS_WINDOWS",
    "PROFILING_DUMP_ROWS_LIMIT",
    "PY_VER_MINOR",
    "SEND_PREFIX",
    "STIX_PREFIX",
    "STRING_OBJ_TYPES",
    "STRING_TYPES",
    "ZERO",
    "brands",
    "entryTypes",
    "excluded_globals",
    "excluded_types_names",
    "formats",
    "outputPaths",
    "providers",
    "thresholds",
)

IS_PY3 = True
PY_VER_MINOR = sys.version_info.minor
STRING_TYPES = (str, bytes)
STRING_OBJ_TYPES = (str,)

OS_LINUX = sys.platform.startswith("linux")
OS_MAC = sys.platform.startswith("darwin")
OS_WINDOWS = sys.platform.startswith("win32")


_ISO = "%Y-%m-%dT%H:%M:%S"

CONTENT_RELEASE_VERSION = "0.0.0"
CONTENT_BRANCH_NAME = "master"
CONTEXT_UPDATE_RETRY_TIMES = 3
MIN_VERSION_FOR_VERSIONED_CONTEXT = "6.0.0"
PROFILING_DUMP_ROWS_LIMIT = 20
STIX_PREFIX = "STIX "
MARKDOWN_CHARS = r"\`*_{}[]()#+-!|"
ZERO = timedelta(0)
HOUR = timedelta(hours=1)

ENDPOINT_STATUS_OPTIONS = ["Online", "Offline", "Unknown"]
ENDPOINT_ISISOLATED_OPTIONS = ["Yes", "No", "Pending isolation", "Pending unisolation"]

entryTypes = {
    "note": 1,
    "downloadAgent": 2,
    "file": 3,
    "error": 4,
    "pinned": 5,
    "userManagement": 6,
    "image": 7,
    "playgroundError": 8,
    "entryInfoFile": 9,
    "warning": 11,
    "map": 15,
    "widget": 17,
}

formats = {
    "html": "html",
    "table": "table",
    "json": "json",
    "text": "text",
    "dbotResponse": "dbotCommandResponse",
    "markdown": "markdown",
}

brands = {
    "xfe": "xfe",
    "vt": "virustotal",
    "wf": "WildFire",
    "cy": "cylance",
    "cs": "crowdstrike-intel",
}

providers = {
    "xfe": "IBM X-Force Exchange",
    "vt": "VirusTotal",
    "wf": "WildFire",
    "cy": "Cylance",
    "cs": "CrowdStrike",
}

thresholds = {"xfeScore": 4, "vtPositives": 10, "vtPositiveUrlsForIP": 30}


def _dt_same(root: str, *keys: str) -> str:
    """Return a context path ``root(val.KEY && val.KEY == obj.KEY)``.

    With it XSOAR updates an existing context entry of the same KEY instead of adding another (documented).
    """
    return f"{root}({' || '.join(f'val.{key} && val.{key} == obj.{key}' for key in keys)})"


outputPaths = {
    "file": _dt_same("File", "MD5", "SHA1", "SHA256", "SHA512", "CRC32", "CTPH", "SSDeep"),
    "ip": _dt_same("IP", "Address"),
    "url": _dt_same("URL", "Data"),
    "domain": _dt_same("Domain", "Name"),
    "cve": _dt_same("CVE", "ID"),
    "email": _dt_same("Account.Email", "Address"),
    "dbotscore": "DBotScore",
}

INDICATOR_TYPE_TO_CONTEXT_KEY = {
    "ip": "Address",
    "email": "Address",
    "url": "Data",
    "domain": "Name",
    "cve": "ID",
    **dict.fromkeys(("md5", "sha1", "sha256", "crc32", "sha512", "ctph", "ssdeep"), "file"),
}

# What a dump of the memory leaves out.
excluded_globals = [
    "__name__",
    "__doc__",
    "__package__",
    "__loader__",
    "__spec__",
    "__annotations__",
    "__builtins__",
    "__file__",
    "__cached__",
    "_Feature",
]
excluded_types_names = ["MagicMock"]

# What stands in a log for a secret, and the longest text of an error entry.
MASK = "<XX_REPLACED>"
MAX_ERROR_MESSAGE_LENGTH = 50000
# How a line of Python's HTTP client about something sent begins.
SEND_PREFIX = "send: b'"
