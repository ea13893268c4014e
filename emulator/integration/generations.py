"""Say that a call failed because the code was written for a CommonServerPython of another generation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..commonserver.assembly import parameters
from .checkout import COMMON_SERVER
from .common_server import GENERATION, CommonServer, lacking, undefined_names

_UNEXPECTED = re.compile(r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'")
# BaseClient passes what it does not know on to the session of requests.
_PASSED_ON = {"Session.request": "BaseClient._http_request"}


def blames_a_name(message: str) -> bool:
    """Whether an error message says that a name or a parameter does not exist."""
    return bool(_UNEXPECTED.search(message)) or any(undefined_names(message))


def other_generation(message: str, used: CommonServer, own_names: Collection[str]) -> str:
    """Return advice for an error that a CommonServerPython of another generation would not raise, empty
    where none would help.

    ``used`` is the CommonServerPython that ran, ``own_names`` are the names that the integration defines.
    """
    return next(_advice(message, used, own_names), "")


def _advice(message: str, used: CommonServer, own_names: Collection[str]) -> Iterator[str]:
    known = parameters()
    for name in undefined_names(message):
        if name in own_names:
            continue
        if used.embedded and name not in known:
            yield lacking(name, certain=False)
        elif not used.embedded and name in known:
            yield _older(used, f"has no `{name}`")
    for raised_by, parameter in _UNEXPECTED.findall(message):
        function = _PASSED_ON.get(raised_by, raised_by)
        if function not in known or function.partition(".")[0] in own_names:
            continue
        lacks = f"`{function}` has no parameter `{parameter}`"
        if used.embedded:
            yield (
                f"in the {COMMON_SERVER} {used.label}, {lacks}; another generation may have it:"
                " --commonserver PATH"
            )
        elif parameter in known[function]:
            yield _older(used, f"is older than this code: {lacks}")


def _older(used: CommonServer, what: str) -> str:
    return (
        f"{used.label} {COMMON_SERVER} {what}; xfetch's own, as of {GENERATION}, has it:"
        " --commonserver embedded"
    )
