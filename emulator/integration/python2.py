"""Recognise integrations written in Python 2 and build the error for them."""

from __future__ import annotations

import re

from ..errors import LoadError

_STATEMENTS = re.compile(r"^\s*(print\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|exec\s+[\"'])", re.M)
# Modules of the standard library that Python 3 renamed or removed.
_MODULES = frozenset((
    "BaseHTTPServer", "ConfigParser", "Cookie", "HTMLParser", "Queue", "SimpleHTTPServer",
    "SocketServer", "StringIO", "UserDict", "__builtin__", "anydbm", "cPickle", "cStringIO", "commands",
    "cookielib", "exceptions", "httplib", "md5", "robotparser", "sets", "sha", "thread", "urllib2",
    "urlparse", "xmlrpclib",
))  # fmt: skip


def looks_like_python2(text: str) -> bool:
    """Whether source text that this Python cannot compile contains statements of Python 2."""
    return bool(_STATEMENTS.search(text))


def is_python2_module(name: str) -> bool:
    return name in _MODULES


def python2_code(where: str, what: str = "") -> LoadError:
    """Build the error for Python 2 code; ``what`` says how it was recognised."""
    return LoadError(
        f"Python 2 code{f' ({what})' if what else ''}; xfetch runs Python 3 integrations",
        where=where,
        advice=("convert it (2to3 shows how), or choose an integration with subtype python3",),
    )
