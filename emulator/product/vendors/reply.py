"""Parse the replies of ``--reply``: ``GET /get_alerts=@alerts.json``."""

from __future__ import annotations

import json
import mimetypes
import re
from pathlib import Path

from ...errors import UsageError
from ..message import Headers, Response
from .reply_vendor import Reply

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_WHERE = "--reply"
_EXAMPLES = (
    "--reply 'GET /get_alerts=@alerts.json'",
    '--reply \'/login 401={"error": "no key"}\'',
)
_FILE_NAME = re.compile(r"[^\s{}\[\]\"<>]+\.\w{1,8}")
_JSON, _TEXT = "application/json", "text/plain; charset=utf-8"


def parse_reply(text: str, base_dir: Path) -> Reply:
    """Parse ``[METHOD ]GLOB[ STATUS]=VALUE``; VALUE is a text, or ``@FILE`` with FILE relative to
    ``base_dir``.

    Raises UsageError for bad syntax, a bad status, and a file that cannot be read.
    """
    head, equals, value = text.partition("=")
    if not equals:
        raise _bad(f"the reply {text!r} has no '='")
    method, glob, status = _head(head, text)
    if value.startswith("@"):
        content_type, body = _file(value[1:], base_dir)
    else:
        content_type, body = _inline(value, base_dir)
    headers = [] if status == 204 else [("Content-Type", content_type)]
    if value.startswith("@") and value.endswith(".gz"):
        headers.append(("Content-Encoding", "gzip"))
    return Reply(method, glob, Response(status, Headers(headers), body))


def _head(head: str, text: str) -> tuple[str, str, int]:
    words = head.split()
    places = [
        n for n, word in enumerate(words) if word.startswith(("/", "*", "http://", "https://"))
    ]
    if not places:
        raise _bad(f"the reply {text!r} names no path: a path begins with / or *, a URL with http")
    place = places[0]
    before, glob, after = words[:place], words[place], words[place + 1 :]
    if "?" in glob:
        raise _bad(
            f"the path {glob!r} given to --reply holds a query: leave out '?' and what follows it"
        )
    if len(before) > 1 or len(after) > 1:
        raise _bad(f"the reply {text!r} has too many words before its '='")
    method = before[0].upper() if before else ""
    if method and method not in _METHODS:
        raise _bad(f"{before[0]!r} is not an HTTP method")
    return method, glob, _status(after[0] if after else "200")


def _status(word: str) -> int:
    if not re.fullmatch("[2-5][0-9][0-9]", word):
        raise _bad(f"{word!r} is not a status: a status is a number from 200 to 599")
    return int(word)


def _file(name: str, base_dir: Path) -> tuple[str, bytes]:
    path = base_dir / name
    if not name or not path.is_file():
        raise _bad(f"the reply's file does not exist: {name or '@'}")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise _bad(f"the reply's file {name} cannot be read: {error.strerror}") from error
    return _content_type(path.name), body


def _content_type(name: str) -> str:
    # A new instance has only the built-in table, which is the same on every machine.
    kind = mimetypes.MimeTypes().guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _inline(value: str, base_dir: Path) -> tuple[str, bytes]:
    """Return the content type and the body of a reply that is written on the command line: JSON or text.

    Raises UsageError for broken JSON, and for the name of an existing file without an @.
    """
    if _FILE_NAME.fullmatch(value) and (base_dir / value).is_file():
        raise UsageError(
            f"the reply {value!r} is the name of a file, without an @ before it",
            where=_WHERE,
            advice=(
                f"to answer with the file's content: =@{value}",
                "to answer with the name itself: write it into another file, and give that file",
            ),
        )
    try:
        json.loads(value)
    except RecursionError:
        return _JSON, value.encode()
    except ValueError as error:
        if not value.lstrip().startswith(("{", "[")):
            return _TEXT, value.encode()
        said = f"{getattr(error, 'msg', 'not JSON')} at character {getattr(error, 'pos', 0) + 1}"
        advice = (
            "quote the whole option for the shell: 'GET /alerts=[{\"id\": 1}]'",
            "to send broken JSON, put it into a file: 'GET /alerts=@broken.txt'",
        )
        raise UsageError(
            f"the JSON of the reply {value[:60]!r} is broken: {said}", where=_WHERE, advice=advice
        ) from error
    return _JSON, value.encode()


def _bad(what: str) -> UsageError:
    return UsageError(what, where=_WHERE, advice=("write it like", *_EXAMPLES))
