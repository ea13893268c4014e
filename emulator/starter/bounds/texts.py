"""Find the times in a value of a request, and what the text before each says of the comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ...product.declared.shape.reference import word_behind
from ...record.times import EPOCH_IN_TEXT, ISO
from .roles import Role, of_words, sign_in

# Formats that ISO's pattern does not read; the date of a first fetch seldom fits two of them.
_OTHER_FORMATS = (
    "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S", "%d/%m/%y %H:%M:%S",
    "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y",
    "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%Y %H:%M:%S", "%d-%b-%Y", "%d %b %Y %H:%M:%S", "%d %b %Y", "%b %d %Y",
    "%a, %d %b %Y %H:%M:%S GMT", "%a, %d %b %Y %H:%M:%S %z", "%d/%b/%Y %H:%M:%S",
)  # fmt: skip
_OTHER = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](\d{4}|\d\d)( \d{1,2}:\d\d(:\d\d)?( [AP]M)?)?"
    r"|(\w{3}, )?\d{1,2}[ /-][A-Z][a-z]{2}[ /-]\d{4}( \d\d:\d\d:\d\d( GMT| [+-]\d{4})?)?"
    r"|[A-Z][a-z]{2} \d{1,2} \d{4}"
)
_TIMES = re.compile(f"{ISO.pattern}|({EPOCH_IN_TEXT.pattern})|({_OTHER.pattern})")
_SIGN = re.compile(
    r"(?P<name>[\w./@$-]*\w)?['\"]?\s*(?P<sign>>=|<=|=>|=<|==|=g[te]=|=l[te]=|:[<>]=?|>|<"
    r"|(?<=[\s+])(gte?|ge|lte?|le|after|before|since|until)(?=[\s+'\"]))\s*['\"]?(datetime')?$",
    re.I,
)
_BRACKET = re.compile(r"(?P<name>[\w./@$-]*\w)?\s*[:=]?\s*(?P<open>[\[{(])\s*['\"]?$")
_WORD = re.compile(r"(?P<name>[\w./@$-]*\w)\s*[:=]\s*['\"]?$")
_BETWEEN = re.compile(r"(?P<name>[\w./@$-]*\w)?\s+between\s+['\"]?$", re.I)
_SECOND = re.compile(r"['\"]?(\sto\s|\.\.|,|/|\sand\s|\s-\s)\s*['\"]?", re.I)


@dataclass(frozen=True)
class TimeInText:
    """A time in a value of a request.

    ``after`` is the text before the time: a scenario's reference finds the time by it. It is None if the time
    is the whole value. ``role`` is the comparison that this text tells, None if it tells none; ``name`` is
    the field that it names. ``format`` is the time's format, ``any`` if a scenario reads it without being
    told.
    """

    written: str
    after: str | None
    role: Role | None
    name: str = ""
    format: str = "any"


def times_in(text: str) -> list[TimeInText]:
    """Return the times in a value of a request, in their order."""
    plain = text.strip().strip("'\"")
    matches = [match for match in _TIMES.finditer(text) if _is_time(match)]
    if len(matches) == 1 and matches[0][0] == plain:
        form = _format(plain, matches[0])
        return [TimeInText(plain, None, None, format=form)] if form else []
    found: list[TimeInText] = []
    for match in matches:
        form = _format(match[0], match)
        one = _one(text, match, found, form) if form else None
        if one is not None:
            found.append(one)
    return found


def _is_time(match: re.Match[str]) -> bool:
    if match[0].isdecimal() and not match[0].startswith(("19", "20") if match[1] else "1"):
        return False
    # A date in a path or a version is none of a query.
    return not match[1] or match[0].startswith(("19", "20"))


def _format(text: str, match: re.Match[str]) -> str:
    """Return the format of a time as a scenario names it; empty for what is no time."""
    if match[1] or EPOCH_IN_TEXT.fullmatch(text):
        return "any"
    for pattern in _OTHER_FORMATS:
        try:
            if datetime.strptime(text, pattern).year > 2000:
                return pattern
        except ValueError:
            continue
    return ""


def _one(text: str, match: re.Match[str], before: list[TimeInText], form: str) -> TimeInText | None:
    head, written = text[: match.start()], match[0]
    # What stands before this time and after the time before it: the same in every request.
    own = head[head.rindex(before[-1].written) + len(before[-1].written) :] if before else head
    second = bool(before) and _SECOND.fullmatch(own) is not None
    role, name = _role(own, text[match.end() :], second=second)
    befores = _separators(own) if second else _befores(own)
    after = next((one for one in befores if word_behind(text, one) == written), None)
    if after is None or (before and not after):
        return None
    return TimeInText(written, after, role, name, form)


def _role(head: str, tail: str, *, second: bool) -> tuple[Role | None, str]:
    """Return the comparison that the text around a time names, and the name of the field before it."""
    if (match := _SIGN.search(head)) and not (head.strip() == "<" and tail.strip() == ">"):
        role = sign_in(match["sign"].lstrip(":").lower()) or _plain(match["sign"])
        return role, match["name"] or ""
    if second:
        closing = re.match(r"['\"]?\s*([\]})])", tail)
        inclusive = closing is not None and closing[1] == "]"
        return Role("lt" if closing and closing[1] != "]" else "le", told=inclusive), ""
    if match := _BETWEEN.search(head):
        return Role("ge", told=True), match["name"] or ""
    if match := _BRACKET.search(head):
        # In Lucene's ranges a brace leaves its end out.
        told = bool(re.match(r"['\"]?\s*TO\s", tail))
        return Role("gt" if match["open"] == "{" and told else "ge", told=told), match["name"] or ""
    if match := _WORD.search(head):
        return of_words(match["name"]), match["name"]
    return None, ""


def _plain(word: str) -> Role | None:
    return {"since": Role("ge", told=False), "until": Role("le", told=False)}.get(word.lower())


def _befores(head: str) -> Iterator[str]:
    """Yield texts by which a scenario's reference may find a time. They end right before the time; the most
    telling come first.
    """
    if not head.strip("'\" "):
        yield ""
        return
    bare = re.sub(r"['\"]$", "", head)
    signed = _SIGN.search(head) or _BRACKET.search(head) or _WORD.search(head)
    starts = [signed.start()] if signed else []
    starts.extend(len(head) - size for size in (1, 2, 3, 4, 8, 16, 32, 64) if size <= len(head))
    for start in starts:
        yield bare[start:].lstrip() or bare[start:]
        yield head[start:]


def _separators(between: str) -> Iterator[str]:
    """Yield texts between the two times of a window from which a reference may find the second."""
    bare = re.sub(r"['\"]\s*$", "", between)
    yield from (bare.lstrip("'\" "), bare, between)
