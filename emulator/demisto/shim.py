"""The ``demisto`` object of an integration: it records each call, then answers it.

One object serves all fetches of a run, because modules that are imported once keep a reference to it.
``begin`` gives it the session (the state) of the next fetch. Signatures are the same as production's.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

from ..record.delivery import ASSETS, INTAKE, Delivery
from ..record.entries import Json
from ..record.json_value import round_trip
from .empty import EmptyServer
from .entries import ERROR_ENTRY, convert, error_text
from .recorded_calls import in_turn, tripping
from .session import Session

LICENSE_ID = "xfetch-emulated-license"
ANY_VERSION = -1


class Demisto(EmptyServer):
    """The ``demisto`` object of an integration: the calls that concern fetching.

    EmptyServer has the others.
    """

    def begin(self, session: Session) -> None:
        """Start a fetch with a new session, and delete the attributes that the integration set on this
        object.
        """
        self.__dict__.clear()
        self._session = session
        self.callingContext = session.invocation.calling_context()
        self.is_debug = session.invocation.debug_mode
        self.is_integration = True
        self.item_type = self.INTEGRATION
        self._began = session.began
        self._trip(session)

    def go_on(self, session: Session) -> None:
        """Start a new session while the integration keeps running; attributes that it set on this object
        stay.
        """
        for trip in self._session.trips:
            self.__dict__.pop(trip.call, None)
        self._session = session
        self._trip(session)

    def _trip(self, session: Session) -> None:
        """Replace the calls that a fault hits in this fetch by calls that fail or kill the fetch."""
        for trip in session.trips:
            setattr(self, trip.call, tripping(getattr(self, trip.call), trip, session))

    # The command and the instance

    def params(self) -> Any:
        self._record("params")
        return self.callingContext.get("params", {})

    def args(self) -> Any:
        given = self.callingContext.get("args", {})
        # A fetch has none. What the arguments of another command say matters to judging.
        self._record("args", answer=dict(self._session.invocation.arguments) or None)
        return given

    def command(self) -> Any:
        self._record("command", answer=self.callingContext.get("command", ""))
        return self.callingContext.get("command", "")

    def isFetch(self) -> bool:
        return bool(self.command() == "fetch-incidents")

    def getParam(self, p: str) -> Any:
        path = "params." + p
        self._record("getParam", p=p)
        return self.get(self.callingContext, path)

    def getArg(self, arg: str, defaultParam: object = None) -> Any:
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

    # The last runs of fetching, assets and mirroring

    @in_turn
    def getLastRun(self) -> Any:
        """Return the last run; after a ``setLastRun`` in the same fetch, the object that it set.

        The first is documented, the second is implied by the documentation.
        """
        given = self._answer("getLastRun", self._session.asked.last_run)
        self._session.handed_out.append(given)
        return given

    @in_turn
    def setLastRun(self, value: object) -> None:
        """Replace the whole last run; of several calls in a fetch the last one counts.

        Source: observed in production's code.
        """
        self._ask_last_run(self._take("setLastRun", "last run", value))

    def _ask_last_run(self, value: Json) -> None:
        self._session.last_run_set = True
        self._ask(last_run=value)

    def _ask(self, **stores: Any) -> None:
        self._session.asked = replace(self._session.asked, **stores)

    @in_turn
    def getAssetsLastRun(self) -> Any:
        return self._answer("getAssetsLastRun", self._session.asked.assets_last_run)

    @in_turn
    def setAssetsLastRun(self, value: object) -> None:
        asked = self._take("setAssetsLastRun", "assets last run", value)
        self._session.assets_last_run_set = True
        self._ask(assets_last_run=asked)

    @in_turn
    def getLastMirrorRun(self) -> Any:
        return self._answer("getLastMirrorRun", self._session.asked.mirror_last_run)

    @in_turn
    def setLastMirrorRun(self, value: object) -> None:
        self._ask(mirror_last_run=self._take("setLastMirrorRun", "mirror last run", value))

    # The integration context

    @in_turn
    def getIntegrationContext(self) -> Any:
        return self._answer("getIntegrationContext", self._session.asked.context)

    @in_turn
    def setIntegrationContext(self, value: object) -> None:
        context = self._take("setIntegrationContext", "integration context", value)
        self._store_context(context)

    @in_turn
    def getIntegrationContextVersioned(self, refresh: bool = False) -> Any:
        asked = self._session.asked
        version = {"version": asked.context_version, "sequenceNumber": 0, "primaryTerm": 0}
        answer = {"context": asked.context, "version": version}
        return self._answer("getIntegrationContextVersioned", answer, refresh=refresh)

    @in_turn
    def setIntegrationContextVersioned(
        self, value: object, version: object, sync: bool = False
    ) -> None:
        """Replace the integration context; the server saves it when the command ends, or at once with
        ``sync``.

        Raises ValueError if ``version`` is older than the stored version. Both are documented.
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

    # What the code sends

    @in_turn
    def incidents(self, incidents: object = None) -> None:
        """Send incidents to the server, which creates them if the fetch succeeds.

        In production this calls ``results`` with one entry that holds the list as JSON (observed in
        production's code).
        """
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

    def fetchResults(self, incidents_or_alerts: object) -> None:
        self.incidents(incidents_or_alerts)

    @in_turn
    def createIncidents(
        self, incidents: object, lastRun: object = None, userID: object = None
    ) -> Any:
        """Create incidents immediately, even if the fetch fails later, and set the last run if one is given.

        Source: observed in production's code.
        """
        made = self._take(
            "createIncidents", "incidents", incidents, "incidents", lastRun=lastRun, userID=userID
        )
        created = made if isinstance(made, list) else [made]
        self._session.sent.created.extend(created)
        self._session.sent.reported = True
        if lastRun is not None:
            self._ask_last_run(round_trip(lastRun, "last run"))
        return round_trip(created, "incidents")

    def createAlerts(self, alerts: object, lastRun: object = None, userID: object = None) -> Any:
        return self.createIncidents(alerts, lastRun, userID)

    @in_turn
    def createIndicators(
        self, indicators: object, lastRun: object = None, noUpdate: bool = False
    ) -> Any:
        """Create or update the indicators of a feed at once, and set the last run if one is given.

        Source: observed in production's code.
        """
        made = self._take(
            *("createIndicators", "indicators", indicators, "indicators"),
            lastRun=lastRun,
            noUpdate=noUpdate,
        )
        self._session.sent.inventory += len(made) if isinstance(made, list) else 1
        if lastRun is not None:
            self._ask_last_run(round_trip(lastRun, "last run"))

    @in_turn
    def results(self, results: object) -> None:
        """Record War Room entries.

        In a fetch only error entries have an effect (implied by the documentation).
        """
        entries = convert(results)
        entries = round_trip(entries if isinstance(entries, list) else [entries], "results")
        self._record("results", results=entries)
        errors = [error_text(entry) for entry in entries if entry.get("Type") == ERROR_ENTRY]
        trouble = self._session.trouble
        if errors and not trouble.errors:
            trouble.handled = sys.exc_info()[1]
        trouble.errors.extend(errors)

    def credentials(self, credentials: object) -> None:
        self.results({"Type": 1, "Contents": json.dumps(credentials), "ContentsFormat": "json"})

    @in_turn
    def updateModuleHealth(self, err: object, is_error: bool = False) -> None:
        health = self._take(
            "updateModuleHealth", "module health", err, parameter="err", is_error=is_error
        )
        self._session.sent.health = (health, bool(is_error))
        if is_error:
            self._session.trouble.handled = sys.exc_info()[1]
        self._session.sent.reported = True

    @in_turn
    def _delivered(self, delivery: Delivery) -> None:
        """Record what became of a request to the platform's intake.

        Events that the intake took are delivered at once, even if the fetch fails later (observed in code).
        """
        self._session.recorder.call(INTAKE, delivery.arguments(), error=delivery.refused)
        if delivery.kind == ASSETS:
            # A snapshot holds what there is: it creates nothing, and the next one is no duplicate.
            self._session.sent.inventory += len(delivery.items)
            return
        self._session.sent.events.extend(
            item if isinstance(item, dict) else {"rawJSON": item} for item in delivery.items
        )

    # Logs

    def log_line(self, level: str, message: str) -> None:
        """Log a line that the integration printed, or wrote to stdout or stderr."""
        self._session.recorder.log(level, message)

    def log(self, msg: str) -> None:
        self._session.recorder.log("entry", "Integration log: " + msg)

    def info(self, *args: object) -> None:
        self._log("info", args)

    def debug(self, *args: object) -> None:
        self._log("debug", args)

    def error(self, *args: object) -> None:
        self._log("error", args)


def _stale(version: object, stored: int) -> str:
    """Return an error text if ``version`` of the integration context is older than the stored one, else
    empty.

    A version that is not an integer is ignored (assumed).
    """
    given = version.get("version") if isinstance(version, dict) else version
    if not isinstance(given, int) or given == ANY_VERSION or given >= stored:
        return ""
    return f"integration context: version {given} is older than the stored version {stored}"


def _shape(value: Json) -> str:
    if isinstance(value, list):
        odd = next(item for item in value if not isinstance(item, dict))
        return f"a list with a {type(odd).__name__} in it"
    return f"a {type(value).__name__}"
