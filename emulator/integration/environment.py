"""The environment that an integration lives in.

It is small, since every request reads all of it, and since what else the user has there is no business of
an integration: a key of the user's own product, for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import UsageError

_NAMES = """
PATH HOME TMPDIR TZ USER LOGNAME LANG LANGUAGE SHELL TERM VIRTUAL_ENV LD_LIBRARY_PATH LD_PRELOAD
DYLD_LIBRARY_PATH XDG_CACHE_HOME SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE
COMMON_SERVER_NO_AUTO_PARAMS_REMOVE_NULLS
"""
_KEPT = frozenset(_NAMES.split())
# What xfetch reads itself, and what says where a terminal is: a container has neither.
_NOT_AT_WORK = ("XFETCH_", "SHELL", "TERM")
_KEPT_PREFIXES = ("LC_", "PYTHON", "XFETCH_", "COV_", "COVERAGE_")


def small_environment(own: Mapping[str, str], named: Iterable[str] = ()) -> dict[str, str]:
    """What of ``own`` an integration may see; ``named`` are the variables that the user lets it see."""
    kept = _KEPT.union(named)
    return {
        name: value
        for name, value in own.items()
        if name in kept or name.startswith(_KEPT_PREFIXES)
    }


def environment_at_work(own: Mapping[str, str], named: Iterable[str] = ()) -> dict[str, str]:
    """What of ``own`` an integration sees while its code runs; each request reads all of it twice."""
    named = frozenset(named)
    return {
        name: value
        for name, value in small_environment(own, named).items()
        if name in named or not name.startswith(_NOT_AT_WORK)
    }


def named_values(own: Mapping[str, str], named: Iterable[str]) -> tuple[str, ...]:
    """The values of the variables that the user lets the integration see: secrets, for all we know.

    Raises UsageError for a variable that is not set.
    """
    for name in named:
        if name not in own:
            advice = ("it passes a variable of this shell on, by its name",)
            raise UsageError("no such variable is set", where=f"--env {name}", advice=advice)
    return tuple(own[name] for name in named)
