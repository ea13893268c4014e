"""The calls of ``demisto`` that have nothing to do with fetching: they answer as an empty server does, or
raise.

An empty server has no incidents, indicators, files, users or investigations. A call whose empty answer would
be an invention raises NotEmulatedCall. A call that production allows only in scripts raises the error that
production raises in an integration.
"""

from __future__ import annotations

import threading
import uuid
from typing import Any, NoReturn

from .recorded_calls import RecordedCalls, in_turn

_FILES_NAMESPACE = uuid.UUID("6f2a1c1e-9a52-5d0b-8a3e-0f1d7c2b4e11")


class NotEmulatedCall(Exception):
    """The integration made a call of ``demisto`` that xfetch does not emulate, because it needs a real
    server.
    """


def _refuse(name: str, why: str) -> NoReturn:
    raise NotEmulatedCall(f"demisto.{name}() is not emulated by xfetch: {why}")


def _refuse_script(name: str) -> NoReturn:
    """Raise production's error for a ``demisto`` call that only scripts may make.

    Source: observed in production's code.
    """
    raise Exception(f"Demisto object has no function `{name}` for Integration.")


class EmptyServer(RecordedCalls):
    """The calls of the ``demisto`` object that have nothing to do with fetching, answered without a
    server.
    """

    INTEGRATION = "Integration"
    SCRIPT = "Script"
    callingContext: dict[str, Any]
    is_debug: bool
    is_integration: bool
    item_type: str

    # Tools

    def get(self, obj: Any, field: str, defaultParam: object = None) -> Any:
        """Return the field of an object at a dotted path, else ``defaultParam``.

        Source: observed in production's code.
        """
        for part in field.split("."):
            if obj and part in obj:
                obj = obj[part]
            else:
                return defaultParam
        return obj

    def gets(self, obj: object, field: str) -> str:
        """Return the field of an object at a dotted path, converted to text."""
        return str(self.get(obj, field))

    @in_turn
    def uniqueFile(self) -> str:
        """Return a file name that no earlier call returned; every run of xfetch returns the same names in
        order.
        """
        self._session.unique_files += 1
        return str(uuid.uuid5(_FILES_NAMESPACE, str(self._session.unique_files)))

    def raise_exception_if_not_implemented(
        self, implemented_item_type: str, function_name: str
    ) -> None:
        if implemented_item_type != "Integration":
            _refuse_script(function_name)

    def enable_multithreading(self) -> None:
        """Set the attribute ``lock``, as production does. xfetch's calls are thread-safe without it."""
        self.lock = threading.Lock()

    def long_running_heartbeat_thread(self, enable: bool = True) -> None:
        self._noted("long_running_heartbeat_thread", enable=enable)

    def heartbeat(self, msg: str) -> None:
        self._noted("heartbeat", msg=msg)

    # Calls with an empty answer

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
        """Return the platform's URLs by their documented keys; their hosts are reserved for documentation."""
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
        value: object = None,
        query: object = None,
        size: object = None,
        page: object = None,
        sort: object = None,
        fromDate: object = None,
        toDate: object = None,
        searchAfter: object = None,
        populateFields: object = None,
    ) -> Any:
        self._noted("searchIndicators", value=value, query=query, size=size)
        return {"iocs": [], "searchAfter": None, "total": 0}

    def searchRelationships(self, filter: object = None) -> Any:
        self._noted("searchRelationships", filter=filter)
        return {"data": [], "total": 0}

    def findUser(self, username: str = "", email: str = "") -> Any:
        self._noted("findUser", username=username, email=email)
        return {}

    # Calls that are recorded and change nothing

    def addEntry(
        self,
        id: object,
        entry: object,
        username: object = None,
        email: object = None,
        footer: object = None,
    ) -> Any:
        self._noted("addEntry", id=id, entry=entry)

    def directMessage(
        self,
        message: object,
        username: object = None,
        email: object = None,
        anyoneCanOpenIncidents: object = None,
    ) -> Any:
        self._noted("directMessage", message=message)

    def mirrorInvestigation(self, id: object, mirrorType: object, autoClose: bool = False) -> Any:
        self._noted("mirrorInvestigation", id=id, mirrorType=mirrorType)

    def handleEntitlementForUser(
        self, incidentID: object, guid: object, email: object, content: object, taskID: object = ""
    ) -> Any:
        self._noted("handleEntitlementForUser", incidentID=incidentID, guid=guid)

    # Calls that need a real server

    def incident(self) -> NoReturn:
        _refuse("incident", "a fetch has no incident")

    def alert(self) -> NoReturn:
        _refuse("alert", "a fetch has no incident")

    def getFilePath(self, id: object) -> NoReturn:
        _refuse("getFilePath", "there are no file entries")

    def dt(self, data: object, q: object) -> NoReturn:
        _refuse("dt", "Demisto Transform Language runs on the server")

    def mapObject(self, sourceObject: object, mapper: object, mapperType: object = "") -> NoReturn:
        _refuse("mapObject", "mappers run on the server")

    def internalHttpRequest(self, method: object, uri: object, body: object = None) -> NoReturn:
        _refuse("internalHttpRequest", "there is no server to ask")

    def _apiCall(self, name: object, params: object = None, data: object = None) -> NoReturn:
        _refuse("_apiCall", "there is no server to ask")

    def _Demisto__do(self, cmd: object) -> NoReturn:
        _refuse("_Demisto__do", "there is no protocol beneath this object")

    # Calls that production allows scripts only

    def alerts(self) -> NoReturn:
        _refuse_script("alerts")

    def execute(self, module: object, command: object, args: object) -> NoReturn:
        _refuse_script("execute")

    def executeCommand(self, command: object, args: object) -> NoReturn:
        _refuse_script("executeCommand")

    def exception(self, ex: object) -> NoReturn:
        _refuse_script("exception")

    def getAllSupportedCommands(self) -> NoReturn:
        _refuse_script("getAllSupportedCommands")

    def getModules(self) -> NoReturn:
        _refuse_script("getModules")

    def setContext(self, name: object, value: object) -> NoReturn:
        _refuse_script("setContext")

    def convert(self, results: object) -> NoReturn:
        _refuse_script("convert")
