"""Follow the calls in an integration's code: of its own functions, and those that send requests to the
product.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from ...record.entries import Json
from ..cursor import NEXT
from .expressions import Scope, name_of
from .functions import Functions
from .known_calls import (
    ASKING,
    ASKS,
    EPOCHS,
    NUMBERS,
    OF_PYTHON,
    SAME,
    SAME_METHOD,
    SESSIONS,
    TEXT_METHODS,
    TIMES,
    VERBS,
)
from .value import (
    BLANK,
    JSON_TEXT,
    LIST,
    MAPPING,
    NUMBER,
    SENT,
    TEXT,
    TIME,
    UNKNOWN,
    URL,
    Awaited,
    Value,
    parts_of,
    unite,
)


class Calls(Functions):
    """Evaluates calls. ``awaited`` are the product's answers that the code expects from its requests."""

    def __init__(self, command: str, parameters: Mapping[str, Json]) -> None:
        super().__init__()
        self.command = command
        self._parameters = parameters
        self.awaited: list[Awaited] = []

    def call(self, node: ast.Call, scope: Scope) -> Value:
        name = name_of(node.func)
        of = self.value(node.func.value, scope) if isinstance(node.func, ast.Attribute) else None
        arguments = [self.value(one, scope) for one in node.args]
        named = {one.arg or "": self.value(one.value, scope) for one in node.keywords}
        if of is None or of.module:
            known = self.value(node.func, scope)
            if of is None and "." in known.module:
                # A function of a module that the code was given as a value.
                of, name = (
                    Value(module=known.module.rpartition(".")[0]),
                    known.module.rpartition(".")[2],
                )
            if known.function is not None or known.kind is not None:
                return self.call_function(known, arguments, named, scope)
            return self._outside(node, name, of, arguments, named, scope)
        if name in ASKS and of.foreign:
            return self._asks(node, arguments, named)
        method = of.attributes.get(name) or self.method_of(of, name)
        if method is not None and (method.function is not None or method.kind is not None):
            return self.call_function(method, arguments, named, scope)
        return self._method_call(node, name, of, arguments, named, scope)

    def _method_call(
        self,
        node: ast.Call,
        name: str,
        of: Value,
        arguments: list[Value],
        named: dict[str, Value],
        scope: Scope,
    ) -> Value:
        """Evaluate the call of a method that no class in the file defines."""
        first = arguments[0] if arguments else Value()
        key = first.text
        if name in ASKS or (name in VERBS and "session" in of.uses):
            return self._asks(node, arguments, named)
        if name in ("get", "pop", "setdefault") and key is not None and UNKNOWN not in key:
            found = of.key(key)
            if node.args[1:] and found.asked:
                default = arguments[1] if len(arguments) > 1 else Value()
                self._like(found, node.args[1], default)
                if default.text == "" and NEXT.search(key):
                    found.use(BLANK)
            return found
        if name == "append" and first is not of:
            of.items = first if of.items is None else self.either(of.items, first)
        elif name == "extend" and first is not of:
            joined_lists(of, first)
        elif name == "update":
            for inner, value in first.keys.items():
                of.keys.setdefault(inner, value)
        elif name == "format" and of.text is not None:
            return Value(text=_formatted(of.text, arguments, named))
        elif name == "submit" and first.function is not None:
            # An executor's; what the function returns is the result of the future.
            future = Value()
            future.attributes["returned"] = self.call_function(first, arguments[1:], named, scope)
            return future
        elif name == "result" and "returned" in of.attributes:
            return of.attributes["returned"]
        elif name == "map" and first.function is not None and len(arguments) > 1:
            return Value(items=self.call_function(first, [arguments[1].item], {}, scope))
        elif name == "join":
            return Value(text=UNKNOWN)
        elif name == "index" and first.asked:
            first.equals.extend(reversed(of.choices))
        elif name in ("items", "keys", "values"):
            of.use(MAPPING)
            if name == "values":
                return Value(items=next(iter(of.keys.values()), Value()))
        elif name == "sort":
            self._key_function(named, of, scope)
        elif name in SAME_METHOD:
            if name in TEXT_METHODS and not of.answer and of.items is None:
                of.use(TEXT)
            return of
        elif name in TEXT_METHODS and not of.is_read:
            of.use(TEXT)
            return Value(items=of)
        elif name == "get" and not of.module:
            return self.by_unknown_key(of, first)
        elif of.client and name not in OF_PYTHON:
            return self._asks_by_library(node)
        return Value()

    @staticmethod
    def _like(found: Value, node: ast.expr, default: Value) -> None:
        """Learn the type of a value from the default that the code gives for it, such as ``[]``."""
        if isinstance(node, ast.List):
            found.use(LIST)
        elif isinstance(node, ast.Dict):
            found.use(MAPPING)
        elif default.text is not None:
            found.use(TEXT)
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            found.use(NUMBER)

    def _asks_by_library(self, node: ast.Call) -> Value:
        """Return the answer that a method of a library's object may get from the product.

        Any of its methods may send a request; the line of the call later tells which request it was.
        """
        answer = Value(answer=True, client=True)
        self.awaited.append(Awaited((node.lineno, node.end_lineno or node.lineno), (), answer))
        return answer

    def _outside(
        self,
        node: ast.Call,
        name: str,
        of: Value | None,
        arguments: list[Value],
        named: dict[str, Value],
        scope: Scope,
    ) -> Value:
        """Evaluate the call of a function that the file does not define."""
        first = arguments[0] if arguments else Value()
        module = of.module if of is not None else ""
        if module == "demisto" and name == "command":
            return Value(text=self.command)
        if name in SESSIONS and module.partition(".")[0] in ASKING:
            return Value(uses={"session": None})
        if (name in VERBS and module in ASKING) or name in ASKS:
            return self._asks(node, arguments, named)
        if name == "getattr" and len(arguments) > 1:
            return self._attribute_of(first, arguments[1].text or UNKNOWN)
        if name == "super" and not node.args:
            return self.super_of(scope)
        if module == "demisto" and name == "get" and len(arguments) > 1 and arguments[1].text:
            for key in arguments[1].text.split("."):
                first = first.key(key)
            return first
        if module == "demisto" and name == "params":
            texts = {
                key: one for key, one in self._parameters.items() if isinstance(one, str) and one
            }
            return Value(keys={key: Value(text=one) for key, one in texts.items()})
        if module == "demisto":
            return Value()
        if name in ("strptime",) and len(arguments) > 1:
            pattern = arguments[1].text
            first.use(f"{TIME} {pattern}" if pattern and UNKNOWN not in pattern else TIME)
        elif name in EPOCHS:
            first.use(f"{TIME} {EPOCHS[name]}")
        elif name in TIMES and not first.is_read and first.text is None:
            pattern = (arguments[1:] or [named.get("date_format", Value())])[0].text or ""
            first.use(f"{TIME} {pattern}" if "%" in pattern and UNKNOWN not in pattern else TIME)
        elif name in NUMBERS and not first.is_read:
            first.use(NUMBER)
            return first
        elif name == "len" and not first.keys and TEXT not in first.uses and first.text is None:
            if not first.uses:
                first.items = first.item
        elif name in ("max", "min", "next", "iter"):
            self._key_function(named, first, scope)
            return first.item if len(arguments) == 1 and first.items else first
        elif name == "dict_safe_get" and len(arguments) > 1:
            return self._path(first, node.args[1], scope)
        elif name == "urljoin" or name == "join":
            return Value(text="/".join(one.text or UNKNOWN for one in arguments))
        elif name in ("map", "filter") and len(arguments) > 1:
            given = self.call_function(arguments[0], [arguments[1].item], {}, scope)
            return Value(items=given) if name == "map" else arguments[1]
        elif name == "assign_params":
            return Value(keys=named)
        elif name in SAME and arguments:
            if name == "loads" and first.asked and not first.answer:
                first.use(JSON_TEXT)
            self._key_function(named, first, scope)
            return first
        elif name == "dict" and named:
            return Value(keys=named)
        elif of.client if of is not None else self.value(node.func, scope).client:
            return self._asks_by_library(node)
        return Value()

    def _attribute_of(self, of: Value, name: str) -> Value:
        if of.module in ASKING:
            return Value(module=f"{of.module}.{name if name in VERBS else 'request'}")
        return of.attributes.get(name) or self.method_of(of, name) or Value(client=of.client)

    def _path(self, of: Value, path: ast.expr, scope: Scope) -> Value:
        for one in getattr(path, "elts", []):
            key = self.value(one, scope).text
            of = of.key(key) if key else of.item
        return of

    def _key_function(self, named: dict[str, Value], of: Value, scope: Scope) -> None:
        key = named.get("key")
        if key is not None and key.function is not None:
            self.call_function(key, [of.item], {}, scope)

    def _asks(self, node: ast.Call, arguments: list[Value], named: dict[str, Value]) -> Value:
        spread = named.get("", Value()).keys
        given = (*arguments, *named.values(), *spread.values())
        texts = [text for one in given for text in (one.text, *one.other_texts) if text]
        for one in parts_of(given):
            if one.asked and not one.answer:
                one.use(SENT)
        for one in (*arguments[:2], *(named.get(name, Value()) for name in ("url", "full_url"))):
            if one.asked:
                one.use(URL)
        answer = Value(answer=True)
        lines = (node.lineno, node.end_lineno or node.lineno)
        self.awaited.append(Awaited(lines, tuple(dict.fromkeys(texts)), answer))
        return answer


def joined_lists(into: Value, more: Value) -> None:
    """Learn that the items of the list ``more`` also become items of the list ``into``."""
    if into.items is None:
        into.items = more.item
    elif more.item.read is not into.items.read:
        unite(into.items, more.item)


def _formatted(text: str, arguments: list[Value], named: dict[str, Value]) -> str:
    """Return the text of a format string with its arguments inserted; UNKNOWN stands for unknown ones."""
    numbers = iter(range(len(arguments)))

    def replaced(match: re.Match[str]) -> str:
        name = match[1] or str(next(numbers, ""))
        one = arguments[int(name)] if name.isdecimal() and int(name) < len(arguments) else None
        value = one or named.get(name, Value())
        return value.text if value.text and not value.other_texts else UNKNOWN

    return re.sub(r"\{(\w*)[^{}]*\}", replaced, text)
