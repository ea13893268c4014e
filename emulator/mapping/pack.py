"""Read the incoming mapper and the classifier of an integration from its pack's ``Classifiers`` folder.

The yml names them: ``defaultmapperin`` and ``defaultclassifier`` (observed in code). Without these names the
pack's only ones are taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from ..record.entries import CheckedJson, Json
from .change import Change, changes_of

FOLDER = "Classifiers"
_INCOMING, _CLASSIFICATION = "mapping-incoming", "classification"
# The section of a mapper that applies to incidents of every type.
EVERY_TYPE = "dbot_classification_incident_type_all"


@dataclass(frozen=True)
class Source:
    """Where a mapped value comes from: a path in the event. The path is empty where it could not be read:
    then the source is code or text.

    ``changes`` are the filters and transformers that change the value. They are None if xfetch does not know
    one of them: then only whether the path exists can be told.
    """

    path: str
    changes: tuple[Change, ...] | None = ()


@dataclass(frozen=True)
class Classifier:
    """A classifier: the ``source`` of the value that decides, the incident type for each value (``types``),
    and the incident type for other values (``default``, empty without one). A classifier without a source
    gives every incident the default.
    """

    file: str
    source: Source | None
    types: Mapping[str, str]
    default: str


@dataclass(frozen=True)
class Mapper:
    """An incoming mapper: for each incident type, the source of each incident field."""

    file: str
    sections: Mapping[str, Mapping[str, Source]]


@dataclass(frozen=True)
class PackMapping:
    """The mapper and the classifier of an integration; None where the pack has no such one. ``notes`` say
    what the yml names and the pack lacks.
    """

    mapper: Mapper | None
    classifier: Classifier | None
    notes: tuple[str, ...] = ()


def pack_mapping(integration: Path, manifest: Mapping[str, Json]) -> PackMapping:
    """Read the mapper and the classifier of an integration from its pack.

    Raises UsageError if the integration is in no pack, if the pack has neither of them, if a file is broken,
    and if the yml names none of several.
    """
    folder = _folder_of(integration)
    documents = dict(_documents(folder))
    wanted = {_INCOMING: "defaultmapperin", _CLASSIFICATION: "defaultclassifier"}
    chosen = {
        kind: _chosen(documents, kind, manifest.get(key), folder) for kind, key in wanted.items()
    }
    mapper, classifier = chosen[_INCOMING], chosen[_CLASSIFICATION]
    if mapper is None and classifier is None:
        raise UsageError("the pack has no incoming mapper and no classifier", where=str(folder))
    ids = [one.get("id") for one in documents.values()]
    return PackMapping(
        None if mapper is None else _mapper(mapper, documents[mapper]),
        None if classifier is None else _classifier(classifier, documents[classifier]),
        tuple(
            f"{key} of the yml is {manifest[key]!r}, an id that the pack does not have"
            for key in wanted.values()
            if manifest.get(key) and manifest[key] not in ids
        ),
    )


def _folder_of(integration: Path) -> Path:
    for parent in integration.resolve().parents:
        if (parent / FOLDER).is_dir():
            return parent / FOLDER
        if (parent / "pack_metadata.json").is_file() or (parent / ".git").exists():
            break
    raise UsageError(
        f"no folder {FOLDER} above {integration.name}: a mapper is a part of a pack",
        where="--mapper",
        advice=(
            f"run the integration inside its pack: Packs/NAME/Integrations/… beside {FOLDER}/",
        ),
    )


def _documents(folder: Path) -> Iterator[tuple[str, CheckedJson]]:
    for path in sorted(folder.glob("*.json")):
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            what = f"the file cannot be read: {error.strerror}"
            raise UsageError(what, where=str(path)) from error
        except (ValueError, RecursionError) as error:
            raise UsageError(f"the file is not JSON: {error}", where=str(path)) from error
        # A file with toVersion is for older servers.
        if isinstance(document, dict) and not document.get("toVersion"):
            yield path.name, document


def _chosen(
    documents: Mapping[str, CheckedJson], kind: str, wanted: Json, folder: Path
) -> str | None:
    """Return the name of the file that the yml names by its id, else of the only one; None without one."""
    names = [name for name, one in documents.items() if one.get("type") == kind]
    named = next((name for name in names if documents[name].get("id") == wanted), None)
    if named is None and len(names) > 1:
        raise UsageError(
            f"the pack has several of the type {kind}, and the yml names none of them: {', '.join(names)}",
            where=str(folder),
            advice=("set defaultmapperin and defaultclassifier in the yml",),
        )
    if named is not None:
        return named
    return names[0] if names else None


def _mapper(name: str, document: CheckedJson) -> Mapper:
    sections = {}
    for kind, section in _object(document.get("mapping")).items():
        mapped = _object(_object(section).get("internalMapping"))
        read = {field: _source(spec) for field, spec in mapped.items()}
        sections[kind] = {field: source for field, source in read.items() if source is not None}
    return Mapper(name, sections)


def _classifier(name: str, document: CheckedJson) -> Classifier:
    types = {
        key: value
        for key, value in _object(document.get("keyTypeMap")).items()
        if isinstance(value, str)
    }
    default = document.get("defaultIncidentType")
    source = _source(document.get("transformer"))
    return Classifier(name, source, types, default if isinstance(default, str) else "")


def _source(spec: Json) -> Source | None:
    """Return where a value comes from; None for an entry that names no source."""
    entry = _object(spec)
    simple, complex_one = entry.get("simple"), _object(entry.get("complex"))
    if isinstance(simple, str) and simple:
        return Source(_readable(simple))
    root, accessor = complex_one.get("root"), complex_one.get("accessor")
    parts = [part for part in (root, accessor) if isinstance(part, str) and part]
    if not parts:
        return None
    path = _readable(".".join(parts))
    filters, transformers = complex_one.get("filters"), complex_one.get("transformers")
    return Source(path, changes_of(path, filters, transformers))


def _readable(path: str) -> str:
    """Return a path without ``${ }`` around it; empty for code and for text."""
    if path.startswith("${") and path.endswith("}") and "}" not in path[:-1]:
        path = path[2:-1]
    odd = any(sign in path for sign in "${}()=\"'\\#")
    return "" if odd or path.startswith(".=") else path


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
