"""Python 2 code: how it shows itself, and what to say of it."""

from __future__ import annotations

import re

from ..errors import LoadError

_STATEMENTS = re.compile(r"^\s*(print\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|exec\s+[\"'])", re.M)
# Standard modules that Python 3 renamed or dropped; no package of the same name is meant.
_MODULES = frozenset(
    [
        "BaseHTTPServer",
        "ConfigParser",
        "Cookie",
        "HTMLParser",
        "Queue",
        "SimpleHTTPServer",
        "SocketServer",
        "StringIO",
        "UserDict",
        "__builtin__",
        "anydbm",
        "cPickle",
        "cStringIO",
        "commands",
        "cookielib",
        "exceptions",
        "httplib",
        "md5",
        "robotparser",
        "sets",
        "sha",
        "thread",
        "urllib2",
        "urlparse",
        "xmlrpclib",
    ]
)


def looks_like_python2(text: str) -> bool:
    """Whether a source that Python 3 refuses has statements of Python 2."""
    return bool(_STATEMENTS.search(text))


def is_python2_module(name: str) -> bool:
    return name in _MODULES


def python2_code(where: str, what: str = "") -> LoadError:
    """The message; ``what`` is what gave it away."""
    return LoadError(
        f"Python 2 code{f' ({what})' if what else ''}; xfetch runs Python 3 integrations",
        where=where,
        advice=("convert it (2to3 shows how), or choose an integration with subtype python3",),
    )
