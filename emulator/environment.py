"""The environment that an integration lives in: small, since every request reads all of it, and since
what else the user has there is no business of an integration."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = """
PATH HOME TMPDIR TZ USER LOGNAME LANG LANGUAGE SHELL TERM VIRTUAL_ENV LD_LIBRARY_PATH LD_PRELOAD
DYLD_LIBRARY_PATH XDG_CACHE_HOME SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE
COMMON_SERVER_NO_AUTO_PARAMS_REMOVE_NULLS
"""
_KEPT = frozenset(_NAMES.split())
# What xfetch reads itself, and what says where a terminal is: a container has neither.
_NOT_AT_WORK = ("XFETCH_", "SHELL", "TERM")
_KEPT_PREFIXES = ("LC_", "PYTHON", "XFETCH_", "DEMISTO_", "COV_", "COVERAGE_")


def small_environment(own: Mapping[str, str]) -> dict[str, str]:
    """What of ``own`` an integration may see."""
    return {
        name: value
        for name, value in own.items()
        if name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }


def environment_at_work(own: Mapping[str, str]) -> dict[str, str]:
    """What of ``own`` an integration sees while its code runs; each request reads all of it twice."""
    kept = small_environment(own)
    return {name: value for name, value in kept.items() if not name.startswith(_NOT_AT_WORK)}
