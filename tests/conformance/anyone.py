"""A vendor file that answers anything: what the code reads by name is there, and empty.

The names are the strings by which the integration's code (``CONFORMANCE_CODE``) reaches into
mappings. A name says what stands under it: a token is a text, a count a number, a time a time; all
else is an empty list. So an integration that finds no events finds them the way it looks for them.
Where ``CONFORMANCE_SHAPE`` says so, all but logins get a bare list or an empty object instead.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import Any

_LOGIN = re.compile(r"token|oauth|auth|log_?in|logon|session|signin", re.I)
# In the shape of a JWT that never expires, since some code takes its token apart.
TOKEN = "eyJhbGciOiJub25lIn0.eyJleHAiOjQxMDI0NDQ4MDAsInRpZCI6IjEifQ.YW55b25l"
_WORDS: tuple[tuple[str, Any], ...] = (
    (r"expires?_?(in|on)|ttl|duration", 3600),
    (r"token_?type", "Bearer"),
    (r"token|jwt|session|sid$|ticket|secret|api_?key|^key$|cookie|signature", TOKEN),
    (r"count|total|limit|offset|size|number|pages?$|score|severity|status_?code", 0),
    (r"next|cursor|continu|error|exception|fault", None),
    (r"^(has|is|more)|success|^ok$", False),
    (r"(_at|time|date|timestamp|created|modified|expir\w*)$", "2024-01-01T00:00:00Z"),
    (r"(^|_)id$|uuid|guid", "1"),
    (r"url|href|link|location|host", "https://anyone.example.com/"),
    (r"name|title|type|status|state|message|description", "anyone"),
)


def names_in(code: str) -> list[str]:
    """Every text constant by which the code subscripts or gets, in order."""
    found: dict[str, None] = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Subscript):
            keys: list[ast.expr] = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            keys = node.args[:1] if node.func.attr == "get" else []
        else:
            keys = []
        for key in keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.setdefault(key.value)
    return sorted(found)


def value_of(name: str) -> Any:
    for pattern, value in _WORDS:
        if re.search(pattern, name, re.I):
            return value
    return []


class Vendor:
    def __init__(self) -> None:
        code = os.environ.get("CONFORMANCE_CODE")
        names = names_in(Path(code).read_text(encoding="utf-8-sig")) if code else []
        common = ["access_token", "token", "expires_in", "token_type", "data", "results", "items"]
        self.answer = {name: value_of(name) for name in [*common, *names]}
        shapes: dict[str | None, Any] = {"list": [], "nothing": {}}
        self.plain = shapes.get(os.environ.get("CONFORMANCE_SHAPE"), self.answer)

    def handle(self, request: Any, now: Any) -> Any:
        return {"json": self.answer if _LOGIN.search(request.path) else self.plain}
