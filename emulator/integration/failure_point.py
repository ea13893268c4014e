"""Shows what an integration held in its variables where an exception was raised, or where it was killed."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from types import FrameType

from ..record.entries import Json, Line
from ..record.trace import Shown, value_text

_MOST_VALUES, _MOST_OBJECTS, _MOST_FIELDS, _MOST_FIELD_CHARS, _DEEPEST = 4, 3, 30, 100, 2
# The first line of a statement that stands outside of every function and class.
_OUTERMOST = re.compile(r"(?!(?:else|elif|except|finally)\b)[^\s)\]}#]")
_LOOPS = (ast.While, ast.For, ast.AsyncFor)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
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
    each with only its plain fields.
    """

    values: tuple[Shown, ...] = ()
    objects: tuple[Json, ...] = ()
    loop: Line | None = None


# A frame, and the span of its current expression: line, column, last line, last column; the columns are
# None where Python does not know them.
_Place = tuple[FrameType, tuple[int, int | None, int | None, int | None]]


def point_of(error: BaseException, origin: Origin) -> FailurePoint:
    """Return what the integration held where ``error`` was raised."""
    places = _raised_at(error, origin)
    if not places:
        return FailurePoint()
    frame, span = places[0]
    node = _expression(origin.text, span)
    values = tuple(islice(_values(node, frame), _MOST_VALUES)) if node is not None else ()
    return FailurePoint(values, _objects(places, origin))


def point_of_kill(error: BaseException, origin: Origin) -> FailurePoint:
    """Return what the integration held in its innermost loop when the exception ``error`` killed it."""
    return _looping(_raised_at(error, origin), origin)


def point_in(frame: FrameType | None, origin: Origin) -> FailurePoint:
    """Return what the integration holds in its innermost loop while ``frame`` runs."""
    places: list[_Place] = []
    while frame is not None:
        if frame.f_code.co_filename == origin.filename:
            places.append((frame, (frame.f_lineno, None, None, None)))
        frame = frame.f_back
    return _looping(places, origin)


def point_before(frame: FrameType, origin: Origin) -> FailurePoint:
    """Return the values in the statement that ``frame`` is about to run."""
    node = _expression(origin.text, (frame.f_lineno, None, None, None))
    values = tuple(islice(_values(node, frame), _MOST_VALUES)) if node is not None else ()
    return FailurePoint(values)


def _looping(places: list[_Place], origin: Origin) -> FailurePoint:
    for frame, span in places:
        loop = _loop(origin.text, span[0])
        # A generator expression in a loop has its own frame, without the variables of the loop.
        inner = frame.f_code.co_name.startswith("<") and frame.f_code.co_name != "<module>"
        if loop is None or inner:
            continue
        # The condition decides how often a while loop runs. Of a for loop the statement tells more.
        node = loop.test if isinstance(loop, ast.While) else _expression(origin.text, span)
        number = loop.lineno if isinstance(loop, ast.While) else span[0]
        found = _values(node, frame) if node is not None else ()
        line = Line(origin.file, number)
        return FailurePoint(tuple(islice(found, _MOST_VALUES)), (), line)
    return FailurePoint()


def _raised_at(error: BaseException, origin: Origin) -> list[_Place]:
    """Return the frames of the integration in the traceback of ``error``, the innermost first."""
    places: list[_Place] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == origin.filename:
            places.append((trace.tb_frame, _span(code, trace.tb_lasti, trace.tb_lineno)))
        trace = trace.tb_next
    return places[::-1]


def _span(
    code: object, instruction: int, number: int
) -> tuple[int, int | None, int | None, int | None]:
    if hasattr(code, "co_positions"):  # Python 3.11
        spans = islice(code.co_positions(), instruction // 2, None)
        line, end_line, column, end_column = next(spans, (None, None, None, None))
        if line is not None:
            return line, column, end_line, end_column
    return number, None, None, None


# The syntax tree


@lru_cache(maxsize=8)
def _tree(text: str, number: int) -> ast.Module | None:
    """Parse the outermost statement that stands at a line, such as a whole function or class. The whole text
    is not parsed, because it may hold all of CommonServerPython. Return None where Python cannot parse it.
    """
    lines = text.splitlines(keepends=True)
    starts = [place for place, line in enumerate(lines) if _OUTERMOST.match(line)]
    start = max((place for place in starts if place < number), default=0)
    end = min((place for place in starts if place >= number), default=len(lines))
    try:
        tree = ast.parse("".join(lines[start:end]))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    ast.increment_lineno(tree, start)
    return tree


def _expression(text: str, span: tuple[int, int | None, int | None, int | None]) -> ast.AST | None:
    """Return the expression at a span, else the statement at its line; None where there is none."""
    tree = _tree(text, span[0])
    if tree is None:
        return None
    line, column, end_line, end_column = span
    found: ast.AST | None = None
    for node in ast.walk(tree):
        if column is None or end_line is None or end_column is None:
            continue
        if isinstance(node, (ast.expr, ast.stmt)) and _holds(
            node, (line, column), (end_line, end_column)
        ):
            found = node
    if found is None or isinstance(found, ast.stmt):
        found = _statement(tree, line)
    if isinstance(found, ast.Raise):
        # The condition around it says why.
        tests = [
            one.test for one in ast.walk(tree) if isinstance(one, ast.If) and found in one.body
        ]
        return tests[0] if tests else found
    return found


def _holds(node: ast.expr | ast.stmt, start: tuple[int, int], end: tuple[int, int]) -> bool:
    last = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return (node.lineno, node.col_offset) <= start and last >= end


def _statement(tree: ast.Module, number: int) -> ast.AST | None:
    """Return the innermost statement at a line; of a compound statement its header."""
    found: ast.stmt | None = None
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or node.lineno):
            found = node
    if isinstance(found, (ast.If, ast.While)):
        return found.test
    if isinstance(found, (ast.For, ast.AsyncFor)):
        return found.iter
    body = getattr(found, "body", None)
    return None if body else found


def _loop(text: str, number: int) -> ast.While | ast.For | ast.AsyncFor | None:
    """Return the innermost loop around a line, in the same function; None without one."""
    tree = _tree(text, number)
    found: ast.While | ast.For | ast.AsyncFor | None = None
    for node in ast.walk(tree) if tree is not None else ():
        last = getattr(node, "end_lineno", 0) or 0
        if isinstance(node, (*_LOOPS, *_FUNCTIONS)) and node.lineno <= number <= last:
            found = node if isinstance(node, _LOOPS) else None
    return found


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


def _objects(places: Iterable[_Place], origin: Origin) -> tuple[Json, ...]:
    """Return the plain fields of the objects that the code was processing: first the objects that the failing
    statement names, then those in other variables of its function, then those of the calling functions.
    """
    found: dict[int, Json] = {}
    for frame, span in places:
        tree = _tree(origin.text, span[0])
        node = _statement(tree, span[0]) if tree is not None else None
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
