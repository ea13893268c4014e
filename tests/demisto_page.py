"""The table of all names of the ``demisto`` object: what xfetch answers, and how certain that is.

The page ``docs/demisto-api.md`` is made from it; a test compares the page, the table and the object.
"""

from __future__ import annotations

import inspect
from typing import NamedTuple

from xfetch.emulator.demisto.shim import Demisto

EMULATED, EMPTY, NOTED, REFUSED, SCRIPTS = "emulated", "empty", "noted", "refused", "scripts only"


class Row(NamedTuple):
    """One name of the ``demisto`` object, as a row of the table."""

    name: str
    kind: str  # EMULATED to SCRIPTS; ``page`` explains each
    answer: str  # what the call returns or does
    source: str  # how certain that is


_D, _C, _A = "documented", "observed in code", "assumed"

TABLE = (
    Row("params", EMULATED, "the instance's parameters, a fresh copy each cycle", _C),
    Row("args", EMULATED, "`{}` in a fetch", _C),
    Row("command", EMULATED, "the command (`--command`)", _D),
    Row("isFetch", EMULATED, "whether the command is fetch-incidents", _C),
    Row("getParam", EMULATED, "one parameter by its dotted path", _C),
    Row("getArg", EMULATED, "one argument by its dotted path", _C),
    Row("integrationInstance", EMULATED, "the instance's name (`--instance`)", _C),
    Row("demistoVersion", EMULATED, "the version and the kind of the platform (`--platform`)", _A),
    Row("getLicenseID", EMULATED, "one id, the same in every run", _A),
    Row("getLastRun", EMULATED, "what the last successful run saved, `{}` at first", _D),
    Row("setLastRun", EMULATED, "replaces the whole last run; kept only if the run succeeds", _D),
    Row("getAssetsLastRun", EMULATED, "a store of its own", _C),
    Row("setAssetsLastRun", EMULATED, "a store of its own; kept only if the run succeeds", _C),
    Row("getLastMirrorRun", EMULATED, "a store of its own", _C),
    Row("setLastMirrorRun", EMULATED, "a store of its own; kept only if the run succeeds", _C),
    Row("getIntegrationContext", EMULATED, "the integration context", _D),
    Row("setIntegrationContext", EMULATED, "replaces it, whatever its version", _D),
    Row("getIntegrationContextVersioned", EMULATED, "the context and its version", _D),
    Row(
        "setIntegrationContextVersioned",
        EMULATED,
        "ValueError for an older version; `sync` saves at once",
        _D,
    ),
    Row("incidents", EMULATED, "sends incidents; created if the run succeeds", _D),
    Row("fetchResults", EMULATED, "the same as incidents", _C),
    Row("createIncidents", EMULATED, "creates at the call; sets the last run it is given", _C),
    Row("createAlerts", EMULATED, "the same as createIncidents", _C),
    Row("results", EMULATED, "an error entry (Type 4) fails the run; others are noted", _D),
    Row("credentials", EMULATED, "an entry with the credentials", _C),
    Row("updateModuleHealth", EMULATED, "recorded for Fetch History", _D),
    Row("log", EMULATED, "a log line", _C),
    Row("info", EMULATED, "a log line", _C),
    Row("debug", EMULATED, "a log line", _C),
    Row("error", EMULATED, "a log line", _C),
    Row("get", EMULATED, "a field by its dotted path", _C),
    Row("gets", EMULATED, "a field by its dotted path, as text", _C),
    Row("uniqueFile", EMULATED, "a new name a call, the same in every run", _A),
    Row("raise_exception_if_not_implemented", EMULATED, "refuses what is for scripts", _C),
    Row("enable_multithreading", EMULATED, "calls are always safe from threads", _C),
    Row("long_running_heartbeat_thread", NOTED, "nothing", _C),
    Row("heartbeat", NOTED, "nothing", _C),
    Row("investigation", EMPTY, "an investigation without an id", _A),
    Row("context", EMPTY, "`{}`", _A),
    Row("parentEntry", EMPTY, "`{}`", _A),
    Row("get_incidents", EMPTY, "`[]`", _C),
    Row("get_alerts", EMPTY, "`[]`", _C),
    Row("demistoUrls", EMULATED, "the documented keys, with the platform's addresses", _A),
    Row("getAutoFocusApiKey", EMPTY, "None: no such licence", _C),
    Row("getLicenseCustomField", EMULATED, "on XSIAM the HTTP connector's, else None", _C),
    Row("getIndexHash", EMPTY, "an empty string", _A),
    Row("searchIndicators", EMPTY, "no indicators", _D),
    Row("searchRelationships", EMPTY, "no relationships", _D),
    Row("findUser", EMPTY, "`{}`: no such user", _A),
    Row(
        "createIndicators",
        EMULATED,
        "creates or updates at the call; sets the last run it is given",
        _C,
    ),
    Row("addEntry", NOTED, "nothing", _C),
    Row("directMessage", NOTED, "nothing", _C),
    Row("mirrorInvestigation", NOTED, "nothing", _C),
    Row("handleEntitlementForUser", NOTED, "nothing", _C),
    Row("incident", REFUSED, "a fetch has no incident", _A),
    Row("alert", REFUSED, "a fetch has no incident", _A),
    Row("getFilePath", REFUSED, "there are no file entries", _A),
    Row("dt", REFUSED, "Demisto Transform Language runs on the server", _A),
    Row("mapObject", REFUSED, "mappers run on the server", _A),
    Row("internalHttpRequest", REFUSED, "there is no server to ask", _A),
    Row("_apiCall", REFUSED, "there is no server to ask", _A),
    Row("_Demisto__do", REFUSED, "there is no protocol beneath this object", _A),
    Row("alerts", SCRIPTS, "production's own refusal", _C),
    Row("execute", SCRIPTS, "production's own refusal", _C),
    Row("executeCommand", SCRIPTS, "production's own refusal", _C),
    Row("exception", SCRIPTS, "production's own refusal", _C),
    Row("getAllSupportedCommands", SCRIPTS, "production's own refusal", _C),
    Row("getModules", SCRIPTS, "production's own refusal", _C),
    Row("setContext", SCRIPTS, "production's own refusal", _C),
    Row("convert", SCRIPTS, "production's own refusal", _C),
)


def signature(name: str) -> str:
    """Return the parameters of a demisto call as written, without annotations: ``setLastRun(value)``."""
    found = inspect.signature(getattr(Demisto, name))
    parameters = [
        str(parameter.replace(annotation=inspect.Parameter.empty))
        for parameter in list(found.parameters.values())[1:]
    ]
    return f"{name}({', '.join(parameters)})"


def page() -> str:
    """Return the text of the page ``docs/demisto-api.md``."""
    rows = "\n".join(
        f"| `{signature(row.name)}` | {row.kind} | {row.answer} | {row.source} |" for row in TABLE
    )
    return f"""# The demisto object

What each name of `demisto` does in an integration. *Emulated*: behaves as in production. *Empty*:
answers as a server without data would. *Noted*: is recorded and changes nothing. *Refused*: raises an
error that names the call. *Scripts only*: raises the error that production raises in an integration. The
last column says how certain the behaviour is; undocumented behaviour that was not observed is *assumed*.

`callingContext`, `is_debug` and `is_integration` hold production's values. Every argument and answer is
converted to JSON and back, as in production.

| call | kind | answer | source |
|---|---|---|---|
{rows}
"""
