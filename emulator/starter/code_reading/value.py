"""What is known of a value in an integration's code, without running the code: its keys, its items, its
uses.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

# In a text that is known in part, this stands for each unknown part.
UNKNOWN = "\0"
# Ways in which the code uses a value; a time is ``time`` with the format that the code names, if any.
NUMBER, TEXT, MAPPING, LIST, TIME, URL = "number", "text", "mapping", "list", "time", "url"
# A text that holds JSON.
JSON_TEXT = "json text"
# The code goes on with a value only where it is empty, or only where it is not.
EMPTY, FILLED = "empty", "filled"
# The code goes on only where a mapping does not have the value's key.
ABSENT = "absent"
# The code goes on with a loop until the value is an empty text.
BLANK = "blank"
# The code looks for another value of the answer that is the same.
LINKED = "linked"
# A later request sends the value.
SENT = "sent"
# An incident keeps the value: whole as its rawJSON, or as one of its fields.
KEPT_WHOLE, KEPT = "kept whole", "kept"
Constant: TypeAlias = "str | int | float | bool | None"


@dataclass(eq=False)
class _Read:
    """What the code reads from one value of an answer. Several Values may stand for that value: they share
    it.
    """

    keys: dict[str, Value] = field(default_factory=dict)
    items: Value | None = None
    uses: dict[str, None] = field(default_factory=dict)
    equals: list[Constant] = field(default_factory=list)
    asked: bool = False
    same: _Read | None = None


class Value:
    """A value in the integration's code, and what is known of it. It is filled in while the code is read.

    ``keys`` are the values under its keys, ``items`` those in the list, ``attributes`` those of an object.
    ``uses`` says how the code uses the value (as number, text, time …). ``equals`` are the constants that the
    code wants it to be. ``text`` is a constant's text, with UNKNOWN for each part that is not constant;
    ``number`` is a constant number, and ``choices`` are the constants of a literal list. ``function`` and
    ``kind`` are set for functions and classes of the file, ``module`` for an imported module; ``foreign``
    tells that a class is defined in another file. ``answer`` tells that the value is an answer of the
    product, ``asked`` that it is an answer or a part of one, and ``client`` that it comes from a library
    which may send requests to the product.
    """

    def __init__(
        self,
        *,
        keys: Mapping[str, Value] | None = None,
        items: Value | None = None,
        uses: Mapping[str, None] | None = None,
        text: str | None = None,
        number: float | None = None,
        choices: tuple[Constant, ...] = (),
        function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None = None,
        bound: Value | None = None,
        kind: ast.ClassDef | None = None,
        module: str = "",
        foreign: bool = False,
        answer: bool = False,
        client: bool = False,
    ) -> None:
        self._read = _Read(dict(keys or {}), items, dict(uses or {}), asked=answer)
        self.attributes: dict[str, Value] = {}
        self.text = text
        self.number = number
        self.choices = choices
        self.other_texts: tuple[str, ...] = ()
        # What the code keeps in its own mapping under a key that is not constant: the key, and the value.
        self.entry: tuple[Value, Value] | None = None
        self.function = function
        self.bound = bound
        self.kind = kind
        self.module = module
        self.foreign = foreign
        self.answer = answer
        self.client = client

    @property
    def read(self) -> _Read:
        while self._read.same is not None:
            self._read = self._read.same
        return self._read

    @property
    def keys(self) -> dict[str, Value]:
        return self.read.keys

    @property
    def uses(self) -> dict[str, None]:
        return self.read.uses

    @property
    def equals(self) -> list[Constant]:
        return self.read.equals

    @property
    def asked(self) -> bool:
        return self.read.asked

    @property
    def items(self) -> Value | None:
        return self.read.items

    @items.setter
    def items(self, items: Value) -> None:
        self.read.items = items

    def key(self, name: str) -> Value:
        """Return the value under a key; an unknown key is added."""
        if name not in self.keys:
            self.keys[name] = self._part()
        return self.keys[name]

    @property
    def item(self) -> Value:
        """The Value of every item of this list; if it was unknown that this is a list, now it is known."""
        if self.items is None:
            self.items = self._part()
        assert self.items is not None
        return self.items

    def _part(self) -> Value:
        part = Value(client=self.client)
        part.read.asked = self.asked
        return part

    def use(self, use: str) -> None:
        self.uses.setdefault(use)

    @property
    def event(self) -> bool:
        """Whether this value is an event: the code stores it as the rawJSON of an incident."""
        return KEPT_WHOLE in self.uses

    @property
    def is_read(self) -> bool:
        """Whether the code reads keys or items of this value."""
        return bool(self.keys) or self.items is not None

    @property
    def is_known(self) -> bool:
        """Whether anything is known of this value that another Value for it could share."""
        return bool(self.is_read or self.asked or self.answer or self.text or self.uses)


def holds(outer: Value, inner: Value) -> bool:
    """Whether ``inner`` is ``outer`` itself or is somewhere inside it."""
    return any(one.read is inner.read for one in parts_of([outer]))


def parts_of(values: Iterable[Value]) -> Iterator[Value]:
    """Yield the values and everything inside them, each value once."""
    waiting, seen = list(values), set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one.read) not in seen:
            seen.add(id(one.read))
            yield one
            waiting.extend((*one.keys.values(), *([one.items] if one.items else [])))


def unite(one: Value, other: Value, depth: int = 0) -> None:
    """Treat two Values as the same value of an answer: what the code reads from one, it reads from both."""
    mine, theirs = one.read, other.read
    if mine is theirs or depth > 12:
        return
    theirs.same = mine
    mine.asked = mine.asked or theirs.asked
    mine.uses.update(theirs.uses)
    mine.equals.extend(value for value in theirs.equals if value not in mine.equals)
    for name, value in theirs.keys.items():
        if name in mine.keys:
            unite(mine.keys[name], value, depth + 1)
        else:
            mine.keys[name] = value
    if theirs.items is not None:
        if mine.items is None:
            mine.items = theirs.items
        else:
            unite(mine.items, theirs.items, depth + 1)
    if one.answer and other.answer:
        one.attributes.update(other.attributes)
        other.attributes = one.attributes


def absorb(into: Value, other: Value, depth: int = 0) -> None:
    """Copy everything that is known of ``other`` into ``into``; ``other`` stays a separate value."""
    if into.read is other.read or depth > 12:
        return
    into.uses.update(other.uses)
    into.equals.extend(one for one in other.equals if one not in into.equals)
    for name, value in list(other.keys.items()):
        if name in into.keys:
            absorb(into.keys[name], value, depth + 1)
        else:
            into.keys[name] = value
    if other.items is not None:
        if into.items is None:
            into.items = other.items
        else:
            absorb(into.items, other.items, depth + 1)


@dataclass(frozen=True)
class Awaited:
    """An answer that the code expects from the product. ``value`` is what the code reads from its parsed
    body.

    ``lines`` are the first and the last line of the call that sends the request. ``texts`` are the texts in
    that call, such as ``/v2/alerts``, with UNKNOWN for each part that is not constant.
    """

    lines: tuple[int, int]
    texts: tuple[str, ...]
    value: Value
