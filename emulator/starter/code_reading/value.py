"""What is known of a value that an integration's code handles: its keys, its items, and how it is used."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TypeAlias

# In a text that is known in part, this stands for each unknown part.
UNKNOWN = "\0"
# Ways in which the code uses a value; a time is ``time`` with the format that the code names, if any.
NUMBER, TEXT, MAPPING, ID, TIME = "number", "text", "mapping", "id", "time"
Constant: TypeAlias = "str | int | float | bool | None"


@dataclass(eq=False)
class Value:
    """A value in the code: what the code reads from it, learned while the code is read.

    ``keys`` are the values under its keys, ``items`` the items of a list, ``attributes`` those of an object.
    ``uses`` says how the code uses the value. ``equals`` are the constants that the code compares it with.
    ``text`` is a constant's text, with UNKNOWN for each part that is not constant. ``function`` and ``kind``
    are set for functions and classes of the file, ``module`` for an imported module; ``foreign`` tells that a
    class stands in another file. ``event`` tells that an incident keeps the value as its rawJSON.
    """

    keys: dict[str, Value] = field(default_factory=dict)
    attributes: dict[str, Value] = field(default_factory=dict)
    items: Value | None = None
    uses: dict[str, None] = field(default_factory=dict)
    equals: list[Constant] = field(default_factory=list)
    text: str | None = None
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None = None
    bound: Value | None = None
    kind: ast.ClassDef | None = None
    module: str = ""
    foreign: bool = False
    event: bool = False
    answer: bool = False

    def key(self, name: str) -> Value:
        """Return the value under a key, which the value then has."""
        if name not in self.keys:
            self.keys[name] = Value()
        return self.keys[name]

    @property
    def item(self) -> Value:
        """The items of the list that the value then is."""
        if self.items is None:
            self.items = Value()
        return self.items

    def use(self, use: str) -> None:
        self.uses.setdefault(use)

    @property
    def is_read(self) -> bool:
        """Whether the code reads anything from inside the value."""
        return bool(self.keys) or self.items is not None


def holds(outer: Value, inner: Value) -> bool:
    """Whether ``inner`` is ``outer`` or one of the values inside it."""
    waiting, seen = [outer], {id(outer)}
    while waiting:
        one = waiting.pop()
        if one is inner:
            return True
        for further in (*one.keys.values(), *([one.items] if one.items else [])):
            if id(further) not in seen:
                seen.add(id(further))
                waiting.append(further)
    return False


def absorb(into: Value, other: Value, depth: int = 0) -> None:
    """Add to ``into`` all that is known of ``other``: the code uses either in one place."""
    if into is other or depth > 12:
        return
    into.uses.update(other.uses)
    into.equals.extend(one for one in other.equals if one not in into.equals)
    into.event = into.event or other.event
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
    """An answer that the code awaits: ``value`` is the parsed body.

    ``lines`` are the first and the last line of the call that asks. ``texts`` are those that it is asked
    with, such as ``/v2/alerts``, with UNKNOWN for what is not constant.
    """

    lines: tuple[int, int]
    texts: tuple[str, ...]
    value: Value
