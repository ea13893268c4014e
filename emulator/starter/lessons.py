"""Learn from a failure on a made-up answer: the exception and its line lead to a better guess of the API."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..record.fetch_run import Failure
from ..record.id_guess import is_id_name
from ..recording.event_fields import named_as_time
from .code_keys import list_keys
from .code_reading.failed_line import (
    compared_names,
    is_named,
    is_own,
    is_own_data,
    keys_read,
    numbered,
    origin_of,
    read_inside,
    read_inside_item,
    read_of,
    renamed,
    subscripts,
)
from .code_reading.value import Value
from .making.guess import ANSWER, EVENT, Guess, Learned
from .named_values import NUMBER_OF_EVENT
from .skeleton import event_value, plain_value

_TITLE = "{title}"
_NONE = re.compile(
    r"NoneType|(must be|expected|argument).*, not None$|(must be|expects?) (a )?str.* None|^None is not"
)
_WRONG_KIND = re.compile(
    r"string indices must be|'str' object has no attribute|'int' object (has no attribute|is not)"
    r"|'bool' object|'str' object does not support"
)
_MAPPING_WANTED = re.compile(
    r"list indices must be|'list' object has no attribute '(get|items|keys|pop)'"
)
_FORMAT = re.compile(
    r"time data (['\"])(?P<data>.*?)\1 does not match format (['\"])(?P<format>.*?)\3", re.S
)
_REMAINS = re.compile(r"unconverted data remains:\s*(?P<rest>\S*)")
_NO_JWT = re.compile(
    r"jwt|not enough segments|expected 3, got 1|incorrect padding|header padding|DecodeError", re.I
)
_NO_SESSION = re.compile(r"token|cookie|session|csrf|log ?in|logon|authenticat", re.I)
_COOKIE_NAME = re.compile(
    r"[A-Z][A-Z0-9_-]*(SESSION(_?ID)?|CSRF(_?TOKEN)?|SID|COOKIE|AUTH)|SESSION(_?ID)?|SID"
)
_EPOCH = re.compile(
    r"an integer is required|must be real number, not str|'str' object cannot be interpreted as an integer"
    r"|unsupported operand type\(s\) for (/|//|\*): 'str'|invalid literal for int\(\) with base 10: '\d{4}-"
    r"|could not convert string to float: '\d{4}-"
)
_TEXT_TIME = re.compile(
    r"(strptime\(\) argument 1|fromisoformat: argument|Parser must be a string).*(int|float)"
    r"|'(int|float)' object has no attribute '(replace|split|strip|rstrip|endswith)'"
    r"|'(int|float)' object is not subscriptable|argument of type '(int|float)' is not iterable"
)
_TEXT = re.compile(
    r"'(int|float|bool)' object has no attribute '\w+'|(can only concatenate|must be) str.* \"?(int|float)"
)
# The answer of our own routes to a parameter that they cannot read, such as a window of "24h".
_REFUSED = re.compile(
    r"\b(query|body|form|path|headers?)\b\S* of the request\b|\bthe request's (query|body|form)\b"
)
_INDEX = re.compile(r"(list|tuple) index out of range|pop from empty list")
_ORDER = re.compile(r"not supported between instances of '(str|int|float)' and '(str|int|float)'")


@dataclass(frozen=True)
class Cause:
    """The first exception of a failed fetch: its class, its message, and the line of the code that raised
    it.
    """

    kind: str
    message: str
    line: int

    @classmethod
    def of(cls, failure: Failure, file: str) -> Cause:
        """Read the cause from a Failure; the line is 0 if it is not in ``file``, the integration's file."""
        kind, mark, message = failure.cause.partition(":")
        if not mark:
            kind = failure.error_type
            message = failure.message.removeprefix(f"{kind}:")
        line = failure.first_line
        number = line.number if line is not None and line.file == file else 0
        return cls(kind.strip(), message.strip(), number)


def better(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess with which this failure would not happen; None if no better guess follows from the
    failure.

    ``tree`` is the syntax tree of the integration's code.
    """
    teachers: tuple[Callable[[Guess, Cause, ast.AST], Guess | None], ...] = (
        _refused,
        _missing_key,
        _missing_value,
        _token_form,
        _cookie,
        _missing_item,
        _text,
        _time_form,
        _kind,
    )
    for teach in teachers:
        found = teach(guess, cause, tree)
        if found is not None and found != guess:
            return found
    return None


def missing_key(cause: Cause) -> str:
    """Return the key in a KeyError; an empty text for other exceptions."""
    if cause.kind.rpartition(".")[2] != "KeyError":
        return ""
    match = re.fullmatch(r"(['\"])(.*)\1", cause.message)
    return match[2] if match else ""


def _missing_key(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    key = missing_key(cause)
    if not key or is_own(key, cause.line, tree) or not is_named(key, tree):
        return None
    if (ANSWER, key) in {(one.place, one.key) for one in guess.learned} and key[:1].isupper():
        # A library shows a key with a capital letter that the product sends with a small one.
        key = key[:1].lower() + key[1:]
    if guess.jwt and (EVENT, key) in {(one.place, one.key) for one in guess.learned}:
        # No answer holds the key: the code reads it from the token itself.
        return replace(guess, claims=tuple(dict.fromkeys((*guess.claims, key))))
    found = guess
    for name in (key, *renamed(key, tree)):
        found = found.with_learned(*_learned(name, guess, inner=read_inside(name, tree)))
    return found


def _learned(key: str, guess: Guess, inner: tuple[str, ...]) -> Iterator[Learned]:
    """Yield a value for a missing key of an event, and one for the same key of an answer.

    ``inner`` are the keys that the code reads inside that value.
    """
    value = Value()
    for name in inner:
        value.key(name)
    yield Learned(EVENT, key, event_value(value, key, guess.styles))
    if key in list_keys((key,)) and not inner:
        yield Learned(ANSWER, key, "@events")
    else:
        yield Learned(ANSWER, key, plain_value(value, key, guess.styles))


def _missing_value(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess in which a key has a value, where the failed line reads inside a value that is None."""
    if not _NONE.search(cause.message) or not cause.line:
        return None
    reads = list(subscripts(tree, cause.line))
    known = {(one.place, one.key) for one in guess.learned}
    for base, _ in reads:
        inner = read_of(base)
        if inner is not None and not is_own_data(inner[0]) and (EVENT, inner[1]) not in known:
            return guess.with_learned(*_learned(inner[1], guess, read_inside(inner[1], tree)))
    for base, _ in reads:
        origin = origin_of(base.id, cause.line, tree) if isinstance(base, ast.Name) else ""
        if origin and (EVENT, origin) not in known:
            below = tuple(name for one, name in reads if ast.unparse(one) == ast.unparse(base))
            return guess.with_learned(*_learned(origin, guess, below))
    for base, key in reads:
        if not is_own_data(base) and (EVENT, key) not in known:
            return guess.with_learned(*_learned(key, guess, read_inside(key, tree)))
    return None


def _refused(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess whose routes ignore filters and pages, if a route refused the request; else None."""
    if not _REFUSED.search(cause.message):
        return None
    return replace(guess, filtered=False) if guess.filtered else replace(guess, paged=False)


def _missing_item(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess in which a list has an item, where the failed line reads the first item of an empty
    list.
    """
    if not _INDEX.search(cause.message) or not cause.line:
        return None
    known = {(one.place, one.key) for one in guess.learned if one.form}
    for base, _ in numbered(tree, cause.line):
        read = read_of(base)
        key = read[1] if read is not None else ""
        if isinstance(base, ast.Name):
            key = origin_of(base.id, cause.line, tree)
        if key and (EVENT, key) not in known and not is_own_data(base):
            value = Value()
            for name in read_inside_item(base, tree):
                value.item.key(name)
            form = event_value(Value(items=value.item), key, guess.styles)
            whole = "@events" if not value.is_read and key in list_keys((key,)) else form
            return guess.with_learned(Learned(EVENT, key, form), Learned(ANSWER, key, whole))
    return None


def _text(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess with a text where the failed line reads a number that is not a time; else None."""
    if not _TEXT.search(cause.message):
        return None
    known = {one.key: one.form for one in guess.learned if one.place == EVENT}
    names = [
        name
        for base, name in subscripts(tree, cause.line)
        if not (is_own_data(base) or named_as_time(name) or known.get(name) == _TITLE)
    ]
    if not names:
        return None
    return guess.with_learned(*(Learned(EVENT, name, _TITLE) for name in names))


def _token_form(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess in which tokens have the form of a JWT, if the code failed to parse one; else None."""
    told = f"{cause.kind}: {cause.message}"
    return replace(guess, jwt=True) if _NO_JWT.search(told) else None


def _cookie(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess in which a login sets the cookies that the code names, if a fetch got no session."""
    told = f"{cause.kind}: {cause.message}"
    if guess.cookies or not _NO_SESSION.search(told):
        return None
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    if not any("cookie" in text.lower() for text in texts):
        return None
    names = tuple(dict.fromkeys(text for text in texts if _COOKIE_NAME.fullmatch(text)))
    return replace(guess, cookies=names) if names else None


def _time_form(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess that writes times in the format that the code parses."""
    styles = guess.styles
    if match := _FORMAT.search(cause.message):
        if re.fullmatch(r"\d{4}", match["data"]):
            # The code cuts a time at the sign of its offset.
            return replace(guess, styles=replace(styles, time="iso +00:00", forced=True))
        return replace(guess, styles=replace(styles, time=match["format"], forced=True))
    if match := _REMAINS.search(cause.message):
        naive = "naive" if match["rest"] in ("Z", "+00:00") else "iso"
        form = "iso naive" if naive == "naive" else "iso"
        return replace(guess, styles=replace(styles, time=form, forced=True))
    if "Invalid isoformat" in cause.message:
        form = "iso naive" if not styles.time.endswith("naive") else "iso +00:00"
        return replace(guess, styles=replace(styles, time=form, forced=True))
    if _EPOCH.search(cause.message):
        form = "epoch_ms" if styles.time == "epoch_s" else "epoch_s"
        return replace(guess, styles=replace(styles, time=form, forced=True))
    if re.search(
        r"year \d+ is out of range|timestamp out of range|year out of range", cause.message
    ):
        form = "epoch_s" if styles.time != "epoch_s" else "epoch_ms"
        return replace(guess, styles=replace(styles, time=form, forced=True))
    if _TEXT_TIME.search(cause.message):
        return replace(guess, styles=replace(styles, time="iso", forced=True, numeric=False))
    if re.search(r"can't (compare|subtract) offset-naive", cause.message):
        form = "iso" if "naive" in styles.time else "iso naive"
        return replace(guess, styles=replace(styles, time=form, forced=True))
    return None


def _number_time(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess that writes times as numbers, if the failed line compares a time with a number; else
    None.
    """
    if "'str'" not in cause.message or not ("'int'" in cause.message or "'float'" in cause.message):
        return None
    read = [name for _, name in subscripts(tree, cause.line) if named_as_time(name)]
    if not read or guess.styles.forced:
        return None
    return replace(guess, styles=replace(guess.styles, time="epoch_ms", forced=True))


def _numbers(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess with a number where the failed line reads a value that is no time and no id; else
    None.
    """
    known = {(one.place, one.key) for one in guess.learned}
    names = [
        name
        for base, name in subscripts(tree, cause.line)
        if not is_own_data(base) and (EVENT, name) not in known
    ]
    names = names or [
        name for name in compared_names(cause.line, tree) if (EVENT, name) not in known
    ]
    plain = [name for name in names if not is_id_name(name) and not named_as_time(name)]
    if not plain:
        return None
    return guess.with_learned(*(Learned(EVENT, name, NUMBER_OF_EVENT) for name in plain))


def _kind(guess: Guess, cause: Cause, tree: ast.AST) -> Guess | None:
    """Return a guess in which a value that the line uses has another type; None for other failures.

    It becomes a number or a mapping in place of a text, or whole events in place of plain ids.
    """
    if _ORDER.search(cause.message):
        found = _number_time(guess, cause, tree) or _numbers(guess, cause, tree)
        if found is not None:
            return found
        return replace(guess, styles=replace(guess.styles, numeric=not guess.styles.numeric))
    if "int()" in cause.message:
        return _numbers(guess, cause, tree) or replace(
            guess, styles=replace(guess.styles, numeric=True)
        )
    if _MAPPING_WANTED.search(cause.message) and not guess.envelope.key:
        # The line reads a key where the answer is a list: the list stands below that key.
        key = next(keys_read(cause.line, tree), "")
        return replace(guess, envelope=replace(guess.envelope, key=key)) if key else None
    if _WRONG_KIND.search(cause.message):
        found = _missing_value(guess, replace(cause, message="NoneType"), tree)
        return found or replace(guess, ids_first=False)
    return None
