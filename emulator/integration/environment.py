"""Select the environment variables that an integration sees.

They are few: every HTTP request reads all of them, and the user's other variables may hold secrets that do
not concern the integration.
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
# Variables of xfetch itself and of the terminal, which a container does not have.
_NOT_AT_WORK = ("XFETCH_", "SHELL", "TERM")
_KEPT_PREFIXES = ("LC_", "PYTHON", "XFETCH_", "COV_", "COVERAGE_")


# With another seed, sets of texts have another order. It is no secret, and it is given with its value.
HASH_SEED = "PYTHONHASHSEED"
_MOST_SEEDS = 2**32


def hash_seed(named: Iterable[str]) -> dict[str, str]:
    """Return the environment variable PYTHONHASHSEED, on which the order of sets of texts depends, if
    ``named`` sets it (``PYTHONHASHSEED=1``); else an empty dictionary.
    """
    given = (one.partition("=") for one in named)
    return {name: value for name, equals, value in given if equals and name == HASH_SEED}


def small_environment(own: Mapping[str, str], named: Iterable[str] = ()) -> dict[str, str]:
    """Return the environment of the child process; ``named`` are the variables that the user passes on."""
    kept = _KEPT.union(named)
    return {
        name: value
        for name, value in own.items()
        if name in kept or name.startswith(_KEPT_PREFIXES)
    }


def environment_at_work(own: Mapping[str, str], named: Iterable[str] = ()) -> dict[str, str]:
    """Return the environment variables that the integration's code sees while it runs."""
    named = frozenset(named)
    return {
        name: value
        for name, value in small_environment(own, named).items()
        if name in named or not name.startswith(_NOT_AT_WORK)
    }


def named_values(own: Mapping[str, str], named: Iterable[str]) -> tuple[str, ...]:
    """Return the values of the environment variables that the user passes on; they are masked as secrets.

    Raises UsageError for a variable that is not set, and for a seed of sets that is no number.
    """
    named = tuple(named)
    for seed in hash_seed(named).values():
        if not (seed.isdecimal() and int(seed) < _MOST_SEEDS):
            what = f"write a number below {_MOST_SEEDS}: the order of sets depends on it"
            raise UsageError(what, where=f"--env {HASH_SEED}={seed}")
    passed_on = [name for name in named if not hash_seed([name])]
    for name in passed_on:
        if name not in own:
            advice = ("--env NAME passes an environment variable of this shell on",)
            raise UsageError(
                "this environment variable is not set", where=f"--env {name}", advice=advice
            )
    return tuple(own[name] for name in passed_on)
