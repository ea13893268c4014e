"""Shows what an integration held in its variables where an exception was raised, or where it was killed."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import FrameType

from ...record.entries import Json, Line
from ...record.trace import Shown, value_text
from .leading import ending, led_to
from .syntax import Span, expression_at, loop_at, statement_at, tree_at

_MOST_VALUES, _MOST_OBJECTS, _MOST_FIELDS, _MOST_FIELD_CHARS, _DEEPEST = 4, 3, 30, 100, 2
_SIMPLE = (str, int, float, bytes, type(None))
_SEVERAL = (list, tuple, set, frozenset, dict)


@dataclass(frozen=True)
class Origin:
    """The code of an integration: ``filename`` is the name that it was compiled with, ``file`` its name in
    messages.
    """

    filename: str
    file: str
    text: str = ""


@dataclass(frozen=True)
class FailurePoint:
    """What the integration held where an exception was raised, or where it was killed.

    ``values`` are the values in the expression that failed. For a killed fetch ``loop`` is the line of the
    innermost ``while``, or the line that ran inside the innermost ``for``, and ``values`` are those in its
    condition or statement. ``objects`` are the objects that the code was processing, the innermost first,
    each with only its plain fields. ``led`` are the lines that led there: the condition around the failed
    line and those that gave it its values, or what would have ended the loop.
    """

    values: tuple[Shown, ...] = ()
    objects: tuple[Json, ...] = ()
    loop: Line | None = None
    led: tuple[Line, ...] = ()


# A frame, and the span of its current expression.
Frame = tuple[FrameType, Span]


def point_of(error: BaseException, origin: Origin) -> FailurePoint:
    """Return what the integration held where ``error`` was raised."""
    places = _raised_at(error, origin)
    if not places:
        return FailurePoint()
    frame, span = places[0]
    node = expression_at(origin.text, span)
    values = tuple(islice(_values(node, frame), _MOST_VALUES)) if node is not None else ()
    led = tuple(Line(origin.file, number) for number in led_to(error, places, origin.text))
    return FailurePoint(values, _objects(places, origin), led=led)


def point_of_kill(error: BaseException, origin: Origin) -> FailurePoint:
    """Return what the integration held in its innermost loop when the exception ``error`` killed it."""
    return _looping(_raised_at(error, origin), origin)


def point_in(frame: FrameType | None, origin: Origin) -> FailurePoint:
    """Return what the integration holds in its innermost loop while ``frame`` runs."""
    places: list[Frame] = []
    while frame is not None:
        if frame.f_code.co_filename == origin.filename:
            places.append((frame, (frame.f_lineno, None, None, None)))
        frame = frame.f_back
    return _looping(places, origin)


def point_before(frame: FrameType, origin: Origin) -> FailurePoint:
    """Return the values in the statement that ``frame`` is about to run."""
    node = expression_at(origin.text, (frame.f_lineno, None, None, None))
    values = tuple(islice(_values(node, frame), _MOST_VALUES)) if node is not None else ()
    return FailurePoint(values)


def _looping(places: list[Frame], origin: Origin) -> FailurePoint:
    for frame, span in places:
        loop = loop_at(origin.text, span[0])
        # A generator expression in a loop has its own frame, without the variables of the loop.
        inner = frame.f_code.co_name.startswith("<") and frame.f_code.co_name != "<module>"
        if loop is None or inner:
            continue
        # The condition decides how often a while loop runs. Of a for loop the statement tells more.
        node = loop.test if isinstance(loop, ast.While) else expression_at(origin.text, span)
        number = loop.lineno if isinstance(loop, ast.While) else span[0]
        found = _values(node, frame) if node is not None else ()
        line = Line(origin.file, number)
        led = tuple(Line(origin.file, one) for one in ending(loop) if one != number)
        return FailurePoint(tuple(islice(found, _MOST_VALUES)), (), line, led)
    return FailurePoint()


def _raised_at(error: BaseException, origin: Origin) -> list[Frame]:
    """Return the frames of the integration in the traceback of ``error``, the innermost first."""
    places: list[Frame] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == origin.filename:
            places.append((trace.tb_frame, _span(code, trace.tb_lasti, trace.tb_lineno)))
        trace = trace.tb_next
    return places[::-1]


def _span(code: object, instruction: int, number: int) -> Span:
    if hasattr(code, "co_positions"):  # Python 3.11
        spans = islice(code.co_positions(), instruction // 2, None)
        line, end_line, column, end_column = next(spans, (None, None, None, None))
        if line is not None:
            return line, column, end_line, end_column
    return number, None, None, None


# Values


class _Missing:
    """Stands for a value that cannot be read without running code of the integration."""


_MISSING = _Missing()


def _values(node: ast.AST, frame: FrameType) -> Iterator[Shown]:
    """Yield the values of the names in an expression, each as far as it can be read: of ``a["b"]["c"]``,
    where ``a["b"]`` is None, it is ``a["b"]``.
    """
    seen: set[str] = set()
    for value in _parts(node, frame, called=False):
        if value.name not in seen:
            seen.add(value.name)
            yield value


def _parts(node: ast.AST, frame: FrameType, *, called: bool) -> Iterator[Shown]:
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) or _is_get(node):
        value = _MISSING if called else _value(node, frame)
        time = hasattr(value, "isoformat") and not isinstance(value, type)
        if time or isinstance(value, (*_SIMPLE, *_SEVERAL)):
            yield Shown(
                ast.unparse(node).replace("'", '"'), value_text(value), type(value).__name__
            )
            return
    for inner in ast.iter_child_nodes(node):
        yield from _parts(inner, frame, called=isinstance(node, ast.Call) and inner is node.func)


def _is_get(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and len(node.args) == 1
        and not node.keywords
    )


def _value(node: ast.AST, frame: FrameType) -> object:
    """Return the value of a name, an attribute, or an item of a plain collection. No code of the integration
    runs: a property gives no value.
    """
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return frame.f_locals.get(node.id, frame.f_globals.get(node.id, _MISSING))
    if isinstance(node, ast.Attribute):
        held = _value(node.value, frame)
        return _attribute(held, node.attr)
    if isinstance(node, ast.Subscript):
        return _item(_value(node.value, frame), _value(node.slice, frame))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_get(node):
        held = _value(node.func.value, frame)
        return _item(held, _value(node.args[0], frame)) if isinstance(held, dict) else _MISSING
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _value(node.operand, frame)
        return -value if isinstance(value, int) else _MISSING
    return _MISSING


def _attribute(held: object, name: str) -> object:
    if held is _MISSING:
        return _MISSING
    value = inspect.getattr_static(held, name, _MISSING)
    if inspect.ismemberdescriptor(value):
        return value.__get__(held)
    return value if name in getattr(held, "__dict__", ()) else _MISSING


def _item(held: object, key: object) -> object:
    if isinstance(held, dict) and isinstance(key, (str, int)):
        # The method of the class itself: a subclass may make what is missing.
        return dict.get(held, key, _MISSING)
    if isinstance(held, (list, tuple, str)) and isinstance(key, int):
        return held[key] if -len(held) <= key < len(held) else _MISSING
    return _MISSING


# Objects


def _objects(places: Iterable[Frame], origin: Origin) -> tuple[Json, ...]:
    """Return the plain fields of the objects that the code was processing: first the objects that the failing
    statement names, then those in other variables of its function, then those of the calling functions.
    """
    found: dict[int, Json] = {}
    for frame, span in places:
        tree = tree_at(origin.text, span[0])
        node = statement_at(tree, span[0]) if tree is not None else None
        named = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)] if node else []
        # At the top of a module the variables are the constants too.
        others = () if frame.f_code.co_name == "<module>" else frame.f_locals
        for name in dict.fromkeys((*named, *others)):
            held = frame.f_locals.get(name)
            fields = _fields(held, 0)
            if fields:
                found.setdefault(id(held), fields)
    return tuple(found.values())[:_MOST_OBJECTS]


def _fields(held: object, depth: int) -> dict[str, Json]:
    """Return the short texts and numbers of an object or a dictionary, and of those inside it. A longer text
    is left out: half of it could be half of a secret.
    """
    # The integration's own classes: the code runs with ``__name__`` "builtins". Others hold too much.
    own = type(held).__module__ == "builtins" and not isinstance(held, type)
    inside = held if isinstance(held, dict) else getattr(held, "__dict__", None) if own else None
    fields: dict[str, Json] = {}
    if isinstance(inside, dict) and depth < _DEEPEST:
        for key, value in islice(inside.items(), _MOST_FIELDS):
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                if len(str(value)) <= _MOST_FIELD_CHARS:
                    fields[str(key)] = value
            elif deeper := _fields(value, depth + 1):
                fields[str(key)] = deeper
    return fields
