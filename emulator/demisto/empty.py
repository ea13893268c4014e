"""The rest of production's object and of demistomock: what an empty server would answer, or a refusal.

An empty server has no incidents, indicators, files, users or investigations. Where an empty answer
would be an invention, the call refuses and says so; where production itself refuses the call to an
integration (functions for scripts only), the refusal has production's words.
"""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from ..record.json_value import round_trip
from .refusal import not_emulated, script_only

if TYPE_CHECKING:
    from .session import Session

_FILES_NAMESPACE = uuid.UUID("6f2a1c1e-9a52-5d0b-8a3e-0f1d7c2b4e11")


class EmptyServer:
    """Every name of the platform's object that does not touch fetching."""

    INTEGRATION = "Integration"
    SCRIPT = "Script"
    callingContext: dict[str, Any]
    is_debug: bool
    is_integration: bool
    item_type: str
    _session: Session

    def _record(self, name: str, /, *, answer: Any = None, **args: Any) -> None:
        raise AssertionError("the shim records")

    def _noted(self, name: str, **args: Any) -> None:
        self._record(name, **{key: round_trip(value, name) for key, value in args.items()})

    # Small tools of the object

    def get(self, obj: Any, field: str, defaultParam: Any = None) -> Any:
        """A field by its dotted path. Source: observed in code."""
        for part in field.split("."):
            if obj and part in obj:
                obj = obj[part]
            else:
                return defaultParam
        return obj

    def gets(self, obj: Any, field: str) -> str:
        return str(self.get(obj, field))

    def uniqueFile(self) -> str:
        """A new name a call; the same names in every run of xfetch."""
        self._session.unique_files += 1
        return str(uuid.uuid5(_FILES_NAMESPACE, str(self._session.unique_files)))

    def raise_exception_if_not_implemented(
        self, implemented_item_type: str, function_name: str
    ) -> None:
        if implemented_item_type != "Integration":
            raise script_only(function_name)

    def enable_multithreading(self) -> None:
        """Calls are always safe from several threads here."""
        self.lock = threading.Lock()

    def long_running_heartbeat_thread(self, enable: bool = True) -> None:
        self._noted("long_running_heartbeat_thread", enable=enable)

    def heartbeat(self, msg: str) -> None:
        self._noted("heartbeat", msg=msg)

    # What an empty server has

    def investigation(self) -> Any:
        self._noted("investigation")
        return self.callingContext["context"]["Inv"]

    def context(self) -> Any:
        self._noted("context")
        return self.callingContext["context"]["ExecutionContext"]

    def parentEntry(self) -> Any:
        self._noted("parentEntry")
        return self.callingContext["context"]["ParentEntry"]

    def get_incidents(self) -> Any:
        self._noted("get_incidents")
        return self.callingContext["context"]["Incidents"]

    def get_alerts(self) -> Any:
        return self.get_incidents()

    def demistoUrls(self) -> Any:
        """The documented keys; the addresses are the platform's, and reserved for documentation."""
        self._noted("demistoUrls")
        return self._session.invocation.platform.urls

    def getAutoFocusApiKey(self) -> Any:
        self._noted("getAutoFocusApiKey")

    def getLicenseCustomField(self, key: str) -> Any:
        self._noted("getLicenseCustomField", key=key)
        return (
            self._session.invocation.platform.license_fields.get(key)
            if isinstance(key, str)
            else None
        )

    def getIndexHash(self) -> Any:
        self._noted("getIndexHash")
        return ""

    def searchIndicators(
        self,
        value: Any = None,
        query: Any = None,
        size: Any = None,
        page: Any = None,
        sort: Any = None,
        fromDate: Any = None,
        toDate: Any = None,
        searchAfter: Any = None,
        populateFields: Any = None,
    ) -> Any:
        self._noted("searchIndicators", value=value, query=query, size=size)
        return {"iocs": [], "searchAfter": None, "total": 0}

    def searchRelationships(self, filter: Any = None) -> Any:
        self._noted("searchRelationships", filter=filter)
        return {"data": [], "total": 0}

    def findUser(self, username: str = "", email: str = "") -> Any:
        self._noted("findUser", username=username, email=email)
        return {}

    # What is taken and leads nowhere on an empty server

    def createIndicators(self, indicators: Any, lastRun: Any = None, noUpdate: bool = False) -> Any:
        self._noted("createIndicators", indicators=indicators, lastRun=lastRun, noUpdate=noUpdate)

    def addEntry(
        self, id: Any, entry: Any, username: Any = None, email: Any = None, footer: Any = None
    ) -> Any:
        self._noted("addEntry", id=id, entry=entry)

    def directMessage(
        self,
        message: Any,
        username: Any = None,
        email: Any = None,
        anyoneCanOpenIncidents: Any = None,
    ) -> Any:
        self._noted("directMessage", message=message)

    def mirrorInvestigation(self, id: Any, mirrorType: Any, autoClose: bool = False) -> Any:
        self._noted("mirrorInvestigation", id=id, mirrorType=mirrorType)

    def handleEntitlementForUser(
        self, incidentID: Any, guid: Any, email: Any, content: Any, taskID: Any = ""
    ) -> Any:
        self._noted("handleEntitlementForUser", incidentID=incidentID, guid=guid)

    # What needs a server that is not empty

    def incident(self) -> NoReturn:
        raise not_emulated("incident", "a fetch has no incident")

    def alert(self) -> NoReturn:
        raise not_emulated("alert", "a fetch has no incident")

    def getFilePath(self, id: Any) -> NoReturn:
        raise not_emulated("getFilePath", "there are no file entries")

    def dt(self, data: Any, q: Any) -> NoReturn:
        raise not_emulated("dt", "Demisto Transform Language runs on the server")

    def mapObject(self, sourceObject: Any, mapper: Any, mapperType: Any = "") -> NoReturn:
        raise not_emulated("mapObject", "mappers run on the server")

    def internalHttpRequest(self, method: Any, uri: Any, body: Any = None) -> NoReturn:
        raise not_emulated("internalHttpRequest", "there is no server to ask")

    def _apiCall(self, name: Any, params: Any = None, data: Any = None) -> NoReturn:
        raise not_emulated("_apiCall", "there is no server to ask")

    def _Demisto__do(self, cmd: Any) -> NoReturn:
        raise not_emulated("_Demisto__do", "there is no protocol beneath this object")

    # What production refuses to integrations

    def alerts(self) -> NoReturn:
        raise script_only("alerts")

    def execute(self, module: Any, command: Any, args: Any) -> NoReturn:
        raise script_only("execute")

    def executeCommand(self, command: Any, args: Any) -> NoReturn:
        raise script_only("executeCommand")

    def exception(self, ex: Any) -> NoReturn:
        raise script_only("exception")

    def getAllSupportedCommands(self) -> NoReturn:
        raise script_only("getAllSupportedCommands")

    def getModules(self) -> NoReturn:
        raise script_only("getModules")

    def setContext(self, name: Any, value: Any) -> NoReturn:
        raise script_only("setContext")

    def convert(self, results: Any) -> NoReturn:
        raise script_only("convert")
