"""The object that an integration sees as ``demisto``: record the call, then answer it.

One object lives for a whole run of cycles (modules that are imported once keep a reference to it);
``begin`` gives it the session of the next fetch. Signatures equal production's.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

from ..error_text import exception_text
from ..record.entries import CheckedJson, Json
from ..record.json_value import round_trip
from .empty import EmptyServer
from .entries import ERROR_ENTRY, convert, error_text
from .in_turn import in_turn
from .session import Session
from .tripping import tripping

LICENSE_ID = "xfetch-emulated-license"
ANY_VERSION = -1


@in_turn(
    "getLastRun",
    "setLastRun",
    "getAssetsLastRun",
    "setAssetsLastRun",
    "getLastMirrorRun",
    "setLastMirrorRun",
    "getIntegrationContext",
    "setIntegrationContext",
    "getIntegrationContextVersioned",
    "setIntegrationContextVersioned",
    "incidents",
    "createIncidents",
    "results",
    "updateModuleHealth",
    "send_events_to_xsiam",
    "uniqueFile",
)
class Demisto(EmptyServer):
    """What touches fetching; everything else stands in EmptyServer."""

    def begin(self, session: Session) -> None:
        """Start a fetch: forget whatever the integration left on the object."""
        self.__dict__.clear()
        self._session = session
        self.callingContext = session.invocation.calling_context()
        self.is_debug = session.invocation.debug_mode
        self.is_integration = True
        self.item_type = self.INTEGRATION
        self._trip(session)

    def go_on(self, session: Session) -> None:
        """Begin a new session in the middle of an execution: what the code put on the object stays."""
        for trip in self._session.trips:
            self.__dict__.pop(trip.call, None)
        self._session = session
        self._trip(session)

    def _trip(self, session: Session) -> None:
        for trip in session.trips:
            setattr(self, trip.call, tripping(getattr(self, trip.call), trip, session))

    # What the integration is asked to do

    def params(self) -> Any:
        self._record("params")
        return self.callingContext.get("params", {})

    def args(self) -> Any:
        self._record("args")
        return self.callingContext.get("args", {})

    def command(self) -> Any:
        self._record("command", answer=self.callingContext.get("command", ""))
        return self.callingContext.get("command", "")

    def isFetch(self) -> bool:
        return bool(self.command() == "fetch-incidents")

    def getParam(self, p: str) -> Any:
        path = "params." + p
        self._record("getParam", p=p)
        return self.get(self.callingContext, path)

    def getArg(self, arg: str, defaultParam: Any = None) -> Any:
        path = "args." + arg
        self._record("getArg", arg=arg)
        return self.get(self.callingContext, path, defaultParam)

    def integrationInstance(self) -> Any:
        instance = self._session.invocation.instance
        self._record("integrationInstance", answer=instance)
        return instance

    def demistoVersion(self) -> Any:
        version = dict(self._session.invocation.platform.version)
        self._record("demistoVersion", answer=version)
        return dict(version)

    def getLicenseID(self) -> Any:
        self._record("getLicenseID", answer=LICENSE_ID)
        return LICENSE_ID

    # The last run and its kin

    def getLastRun(self) -> Any:
        """A second call within one run sees what the first setLastRun asked for (documented, implied)."""
        given = self._answer("getLastRun", self._session.asked.last_run)
        self._session.handed_out.append(given)
        return given

    def setLastRun(self, value: Any) -> None:
        """The last call wins and replaces the whole object (observed in code)."""
        self._ask_last_run(self._take("setLastRun", "last run", value))

    def _ask_last_run(self, value: Json) -> None:
        self._session.last_run_set = True
        self._ask(last_run=value)

    def _ask(self, **stores: Any) -> None:
        self._session.asked = replace(self._session.asked, **stores)

    def getAssetsLastRun(self) -> Any:
        return self._answer("getAssetsLastRun", self._session.asked.assets_last_run)

    def setAssetsLastRun(self, value: Any) -> None:
        self._ask(assets_last_run=self._take("setAssetsLastRun", "assets last run", value))

    def getLastMirrorRun(self) -> Any:
        return self._answer("getLastMirrorRun", self._session.asked.mirror_last_run)

    def setLastMirrorRun(self, value: Any) -> None:
        self._ask(mirror_last_run=self._take("setLastMirrorRun", "mirror last run", value))

    # The integration context

    def getIntegrationContext(self) -> Any:
        return self._answer("getIntegrationContext", self._session.asked.context)

    def setIntegrationContext(self, value: Any) -> None:
        context = self._take("setIntegrationContext", "integration context", value)
        self._store_context(context)

    def getIntegrationContextVersioned(self, refresh: bool = False) -> Any:
        asked = self._session.asked
        version = {"version": asked.context_version, "sequenceNumber": 0, "primaryTerm": 0}
        answer = {"context": asked.context, "version": version}
        return self._answer("getIntegrationContextVersioned", answer, refresh=refresh)

    def setIntegrationContextVersioned(self, value: Any, version: Any, sync: bool = False) -> None:
        """Raises ValueError when ``version`` is older than the stored one (documented).

        Otherwise it is saved at the end of the command, or at once with ``sync`` (documented).
        """
        context = self._take(
            "setIntegrationContextVersioned",
            "integration context",
            value,
            refused=_stale(version, self._session.asked.context_version),
            version=version,
            sync=sync,
        )
        self._store_context(context)
        if sync:
            self._session.synced = self._session.asked

    def _store_context(self, context: Json) -> None:
        version = self._session.asked.context_version + 1
        # None leaves the stored context as it is (assumed).
        kept = self._session.asked.context if context is None else context
        self._ask(context=kept, context_version=version)

    # What the integration sends

    def incidents(self, incidents: Any = None) -> None:
        """In production ``results`` of one entry whose Contents are the list as JSON (observed in code)."""
        sent = self._take("incidents", "incidents", incidents, parameter="incidents")
        self._send(sent)

    def _send(self, sent: Json) -> None:
        if sent is None:
            self._session.sent.batches.append([])
        elif isinstance(sent, list) and all(isinstance(incident, dict) for incident in sent):
            self._session.sent.batches.append(sent)
        else:
            self._session.sent.unreadable = (
                f"incidents() takes a list of dictionaries, not {_shape(sent)}"
            )

    def fetchResults(self, incidents_or_alerts: Any) -> None:
        self.incidents(incidents_or_alerts)

    def createIncidents(self, incidents: Any, lastRun: Any = None, userID: Any = None) -> Any:
        """Creates at once, and sets the last run when one is given (observed in code)."""
        made = self._take(
            "createIncidents", "incidents", incidents, "incidents", lastRun=lastRun, userID=userID
        )
        created = made if isinstance(made, list) else [made]
        self._session.sent.created.extend(created)
        self._session.sent.reported = True
        if lastRun is not None:
            self._ask_last_run(round_trip(lastRun, "last run"))
        return round_trip(created, "incidents")

    def createAlerts(self, alerts: Any, lastRun: Any = None, userID: Any = None) -> Any:
        return self.createIncidents(alerts, lastRun, userID)

    def results(self, results: Any) -> None:
        """During a fetch anything but an error entry is ignored (documented, implied)."""
        entries = convert(results)
        entries = round_trip(entries if isinstance(entries, list) else [entries], "results")
        self._record("results", results=entries)
        errors = [error_text(entry) for entry in entries if entry.get("Type") == ERROR_ENTRY]
        trouble = self._session.trouble
        if errors and not trouble.errors:
            trouble.handled = sys.exc_info()[1]
        trouble.errors.extend(errors)

    def credentials(self, credentials: Any) -> None:
        self.results({"Type": 1, "Contents": json.dumps(credentials), "ContentsFormat": "json"})

    def updateModuleHealth(self, err: Any, is_error: bool = False) -> None:
        health = self._take(
            "updateModuleHealth", "module health", err, parameter="err", is_error=is_error
        )
        self._session.sent.health = (health, bool(is_error))
        if is_error:
            self._session.trouble.handled = sys.exc_info()[1]
        self._session.sent.reported = True

    def send_events_to_xsiam(
        self, events: Any, vendor: str, product: str, data_format: Any = None, **others: Any
    ) -> None:
        """Stands for CommonServerPython's function of that name, which would post to the tenant itself:
        delivered at the call, whatever becomes of the run afterwards (observed in code)."""
        listed = (
            [line for line in events.split("\n") if line] if isinstance(events, str) else events
        )
        sent = self._take(
            "send_events_to_xsiam", "events", listed or [], "events", vendor=vendor, product=product
        )
        self._session.sent.events.extend(
            event if isinstance(event, dict) else {"rawJSON": event} for event in sent
        )

    # Logs

    def log_line(self, level: str, message: str) -> None:
        """A line that did not come through one of the object's own calls: print, stdout, stderr."""
        self._session.recorder.log(level, message)

    def log(self, msg: str) -> None:
        self._session.recorder.log("entry", "Integration log: " + msg)

    def info(self, *args: Any) -> None:
        self._log("info", args)

    def debug(self, *args: Any) -> None:
        self._log("debug", args)

    def error(self, *args: Any) -> None:
        self._log("error", args)

    def _log(self, level: str, args: tuple[Any, ...]) -> None:
        texts = round_trip(list(args), f"{level} log")
        self._session.recorder.log(level, " ".join(_text(text) for text in texts))

    # How every call is recorded

    def _record(self, name: str, /, *, answer: Json = None, **args: Json) -> None:
        self._session.recorder.call(name, args, answer)

    def _answer(self, name: str, value: Json, **args: Json) -> CheckedJson:
        """Record a call that reads, and answer with a copy, as production's wire does."""
        self._record(name, answer=round_trip(value, name), **args)
        return round_trip(value, name)

    def _take(
        self,
        name: str,
        what: str,
        value: object,
        /,
        parameter: str = "value",
        refused: str = "",
        **args: object,
    ) -> CheckedJson:
        """The JSON copy of what a call was given, after recording it; a call that cannot be sent, or
        that the server has ``refused``, is recorded with its error."""
        odd: list[str] = []
        try:
            given = {parameter: value, **args}
            sent = {key: round_trip(arg, what, odd) for key, arg in given.items()}
        except (TypeError, ValueError) as error:
            self._session.recorder.call(name, {}, error=exception_text(error))
            raise
        self._session.recorder.call(name, sent, error=refused, no_numbers=tuple(odd))
        if refused:
            raise ValueError(refused)
        return sent[parameter]


def _stale(version: Any, stored: int) -> str:
    """Why a version is refused; one that is no number is no version (assumed)."""
    given = version.get("version") if isinstance(version, dict) else version
    if not isinstance(given, int) or given == ANY_VERSION or given >= stored:
        return ""
    return f"integration context: version {given} is older than the stored version {stored}"


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _shape(value: Json) -> str:
    if isinstance(value, list):
        odd = next(item for item in value if not isinstance(item, dict))
        return f"a list with a {type(odd).__name__} in it"
    return f"a {type(value).__name__}"
