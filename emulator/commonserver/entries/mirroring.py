"""The arguments and results of the commands by which XSOAR mirrors incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .entry_types import EntryFormat, EntryType

__all__ = (
    "GetMappingFieldsResponse",
    "GetModifiedRemoteDataArgs",
    "GetModifiedRemoteDataResponse",
    "GetRemoteDataArgs",
    "GetRemoteDataResponse",
    "SchemeTypeMapping",
    "UpdateRemoteSystemArgs",
)


class GetRemoteDataArgs:
    """The arguments of ``get-remote-data``: the id of the incident, and the time of the last update."""

    def __init__(self, args: Any) -> None:
        self.remote_incident_id = args["id"]
        self.last_update = args["lastUpdate"]


class GetRemoteDataResponse:
    def __init__(self, mirrored_object: Any, entries: Any) -> None:
        self.mirrored_object = mirrored_object
        self.entries = entries

    def extract_for_local(self) -> Any:
        """Return a list of the mirrored object and its entries.

        Without an object it returns None, and the entries are lost (observed in production).
        """
        if not self.mirrored_object:
            return None
        return [self.mirrored_object] + self.entries  # noqa: RUF005 - only a list may follow (observed)


class GetModifiedRemoteDataArgs:
    """The argument of ``get-modified-remote-data``: the time since which incidents were modified."""

    def __init__(self, args: Any) -> None:
        self.last_update = args["lastUpdate"]


class GetModifiedRemoteDataResponse:
    def __init__(self, modified_incident_ids: Any) -> None:
        self.modified_incident_ids = modified_incident_ids

    def to_entry(self) -> dict[str, Any]:
        return {
            "Contents": self.modified_incident_ids,
            "Type": EntryType.NOTE,
            "ContentsFormat": EntryFormat.JSON,
        }


class UpdateRemoteSystemArgs:
    """The arguments of ``update-remote-system``: an incident that was changed in XSOAR, and its changes."""

    def __init__(self, args: Any) -> None:
        self.data = args.get("data")
        self.entries = args.get("entries")
        self.incident_changed = args.get("incidentChanged")
        self.remote_incident_id = args.get("remoteId")
        self.inc_status = args.get("status")
        self.delta = args.get("delta")


class SchemeTypeMapping:
    """An incident type of the remote product, with the names and descriptions of its fields."""

    def __init__(self, type_name: Any = "", fields: Any = None) -> None:
        self.type_name = type_name
        self.fields = fields or {}

    def add_field(self, name: Any, description: Any = "") -> None:
        self.fields[name] = description

    def extract_mapping(self) -> dict[Any, Any]:
        return {self.type_name: self.fields}


class GetMappingFieldsResponse:
    """The result of ``get-mapping-fields``: the incident types of the remote product."""

    def __init__(self, scheme_types_mapping: Any = None) -> None:
        self.scheme_types_mappings = scheme_types_mapping or []

    def add_scheme_type(self, scheme_type_mapping: Any) -> None:
        self.scheme_types_mappings.append(scheme_type_mapping)

    def extract_mapping(self) -> dict[Any, Any]:
        whole: dict[Any, Any] = {}
        for mapping in self.scheme_types_mappings:
            whole.update(mapping.extract_mapping())
        return whole
