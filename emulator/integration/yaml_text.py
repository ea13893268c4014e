"""Read an integration's YAML, which is not trusted.

Unquoted values stay text, as on the server, which decodes them into string fields: ``0123``, ``12:30`` and
``2024-01-01`` are text. Only ``true``, ``false`` and ``null`` are not.
"""

from __future__ import annotations

import re
from typing import Any

from ..errors import LoadError
from ..record.entries import Json

_MAX_DEPTH = 200
_TOO_DEEP = "the YAML is nested deeper than any file that people write"
_MAX_NODES = 2_000_000
_BOOL = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_NULL = re.compile(r"^(?:~|null|Null|NULL|)$")
_TAG = "tag:yaml.org,2002:"


def parse_yaml(text: str, where: str) -> Json:
    """Parse an untrusted YAML text to JSON values; an empty text gives None.

    Raises LoadError, with the line, for broken YAML and for a document that is nested too deep, contains
    itself, or is too large once its aliases are expanded.
    """
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader: Any = type("PlainLoader", (base,), {"yaml_implicit_resolvers": {}})
    loader.add_implicit_resolver(f"{_TAG}bool", _BOOL, list("tTfF"))
    loader.add_implicit_resolver(f"{_TAG}null", _NULL, ["~", "n", "N", ""])
    loader.add_implicit_resolver(f"{_TAG}merge", re.compile("^<<$"), ["<"])
    try:
        check_bounds(yaml.parse(text, Loader=base), where)
        value: Json = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise broken_yaml(error, text, where) from error
    return value


def check_bounds(events: Any, where: str, most: int = _MAX_NODES, advice: str = "") -> None:
    """Check that a YAML document is safe to load: its depth, its aliases, its size with aliases expanded.

    ``events`` are the events of the YAML parser; ``most`` is the largest number of values allowed. Raises
    LoadError with the line.
    """
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    size = 0
    for event in events:
        kind = type(event).__name__
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            open_nodes.append((event.anchor, size))
            size = 1
            if len(open_nodes) > _MAX_DEPTH:
                raise _refused(_TOO_DEEP, event, where)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            anchor, outer = open_nodes.pop()
            if anchor:
                sizes[anchor] = size
            size += outer
        elif kind == "AliasEvent":
            if any(anchor == event.anchor for anchor, _ in open_nodes):
                raise _refused(f"the YAML's anchor {event.anchor} contains itself", event, where)
            size += sizes.get(event.anchor, 1)
        elif kind == "ScalarEvent":
            size += 1
        if size > most:
            what = f"the YAML holds more than {most} values (an alias counts as what it stands for)"
            raise _refused(what, event, where, advice)


def _refused(what: str, event: Any, where: str, advice: str = "") -> LoadError:
    place = f"{where}:{event.start_mark.line + 1}"
    return LoadError(what, where=place, advice=(advice,) if advice else ())


def broken_yaml(error: Any, text: str, where: str) -> LoadError:
    """Build the LoadError for an error of the YAML parser, with the line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        if "nesting depth" in (error.problem or ""):  # libyaml's own limit
            return LoadError(_TOO_DEEP, where=f"{where}:{mark.line + 1}")
        said = " ".join(part for part in (error.context, error.problem) if part)
        return LoadError(f"broken YAML: {said}", where=f"{where}:{mark.line + 1}")
    position = getattr(error, "position", None)
    line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
    reason = getattr(error, "reason", None) or str(error)
    return LoadError(f"broken YAML: {reason}", where=f"{where}:{line}")
