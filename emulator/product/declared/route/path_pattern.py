"""The path of a route, with variables: ``/alerts/{id}``, ``/sites/{site}/alerts('{id}')``,
``https://login.acme.com/{rest...}``.

werkzeug's routing would do the same, but importing it takes longer than everything else that a JSON API
imports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ....settings.section import Path, SectionError
from ...message import Request

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"([A-Za-z_]\w*)(\.\.\.)?", re.ASCII)


@dataclass(frozen=True)
class PathPattern:
    """The path of a route, with variables. An empty ``host`` matches any host.

    ``plain`` is the path itself if it has no variables.
    """

    text: str
    host: str
    matcher: re.Pattern[str]
    plain: str | None = None

    def match(self, request: Request) -> dict[str, str] | None:
        """Return the path's variables and their values in a request; None if its path or host is another."""
        if self.host and self.host != request.host.lower():
            return None
        path = request.path
        if path == self.plain:
            return {}
        if "//" in path:
            # Integrations often join a base URL and a suffix with two slashes.
            path = re.sub("/{2,}", "/", path)
        found = self.matcher.fullmatch(path)
        return None if found is None else found.groupdict()

    def why_not(self, request: Request) -> str | None:
        """Explain which part of a request does not match, its host or its path; None if both match."""
        if self.host and self.host != request.host.lower():
            return f"the host is {request.host}"
        return None if self.match(request) is not None else f"the path is {request.path}"


def parse_path_pattern(value: object, base: str, path: Path) -> PathPattern:
    """Parse the path of a route: a path below the API's ``base``, or an absolute URL. Raises SectionError."""
    if not isinstance(value, str) or not value.startswith(("/", "http://", "https://")):
        raise SectionError(
            path, f"{value!r} is not a route's path: begin it with / (or with https:// and a host)"
        )
    if "?" in value:
        raise SectionError(
            path, f"the path {value!r} holds a query: leave it out, and name it in filter or when"
        )
    host, text = "", base.rstrip("/") + value if value.startswith("/") else value
    if not value.startswith("/"):
        host, slash, rest = text.partition("://")[2].partition("/")
        text = slash + rest or "/"
    parts, place, names = [], 0, set[str]()
    for variable in _VARIABLE.finditer(text):
        name = _NAME.fullmatch(variable[1])
        if name is None or name[1] in names:
            raise SectionError(
                path,
                f"{variable[0]} in the path is no variable like {{id}} or {{rest...}}, or stands twice",
            )
        names.add(name[1])
        parts += [
            re.escape(text[place : variable.start()]),
            f"(?P<{name[1]}>{'.+' if name[2] else '[^/]+'})",
        ]
        place = variable.end()
    parts.append(re.escape(text[place:]))
    plain = None if names or "//" in text else text
    return PathPattern(value, host.partition(":")[0].lower(), re.compile("".join(parts)), plain)
