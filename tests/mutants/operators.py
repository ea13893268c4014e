"""The operators: each puts one mistake of fetch code into a sound integration.

A change is an edit of the source text, so the other lines stay as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_ASKED = (
    "since",
    "start",
    "limit",
    "cursor",
    "page",
    "offset",
    "size",
    "indexed_from",
    "end",
    "status",
)
_CHANGING = ("append", "extend", "add", "update", "pop", "sort", "setIntegrationContext")
_NUMBERS = ("int", "max")
_LIMITING = ("param", "limit", "max_")
_MEMORY = ("seen", "known", "ids", "created", "waiting", "queue", "done", "handled")


@dataclass(frozen=True)
class Edit:
    """The text between two offsets is replaced."""

    begin: int
    end: int
    text: str


@dataclass(frozen=True)
class Operator:
    """``name`` and ``words`` say which mistake it makes. ``causes`` are the causes that name it rightly,
    besides any cause that names the changed line, and the rules whose title does where no cause is searched
    for. ``edits`` yields its changes at a node.
    """

    name: str
    words: str
    causes: tuple[str, ...]
    edits: Callable[[ast.AST, Source], Iterator[Edit]]


class Source:
    """The text of an integration, with the offsets of its nodes. It must be ASCII: columns count bytes."""

    def __init__(self, text: str) -> None:
        assert text.isascii()
        self.text = text
        self.tree = ast.parse(text)
        self._starts = [0]
        for row in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(row))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return the offsets at which a node begins and ends."""
        assert isinstance(node, ast.expr | ast.stmt)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        begin = self._starts[node.lineno - 1] + node.col_offset
        return begin, self._starts[node.end_lineno - 1] + node.end_col_offset

    def replaced(self, node: ast.AST, text: str) -> Edit:
        return Edit(*self.span(node), text)

    def of(self, node: ast.AST) -> str:
        begin, end = self.span(node)
        return self.text[begin:end]

    def after(self, node: ast.stmt, text: str) -> Edit:
        """Return the edit that adds a statement behind another one, in the same block."""
        end = self.span(node)[1]
        return Edit(end, end, f"\n{' ' * node.col_offset}{text}")


_TURNED = {ast.Gt: ">=", ast.GtE: ">", ast.Lt: "<=", ast.LtE: "<"}


def _boundary(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _TURNED:
        left, right = source.of(node.left), source.of(node.comparators[0])
        yield source.replaced(node, f"{left} {_TURNED[type(node.ops[0])]} {right}")


def _ids_not_compared(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        if source.of(node.left) == "__name__":
            return
        yield source.replaced(node, str(isinstance(node.ops[0], ast.NotIn)))


def _last_page_only(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        yield source.replaced(node, f"{source.of(node.target)} = {source.of(node.value)}")
    if isinstance(node, ast.Expr) and _calls(node.value, "extend"):
        call = node.value
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Attribute)
        owner, found = source.of(call.func.value), source.of(call.args[0])
        yield source.replaced(node, f"{owner}[:] = {found}")


def _key_not_saved(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Leave a key out of the dictionary that is saved, handed to the caller to save, or made the next run."""
    saved: ast.expr | None = None
    if isinstance(node, ast.Call) and _calls(node, "setLastRun") and node.args:
        saved = node.args[0]
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        saved = next((one for one in node.value.elts if isinstance(one, ast.Dict)), None)
    elif isinstance(node, ast.Assign) and "run" in source.of(node.targets[0]):
        saved = node.value
    if isinstance(saved, ast.Dict):
        yield from _without_a_key(saved, source)


def _without_a_key(node: ast.Dict, source: Source) -> Iterator[Edit]:
    rows = [
        f"**{source.of(value)}" if key is None else f"{source.of(key)}: {source.of(value)}"
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    for number in range(len(rows)):
        yield source.replaced(node, "{" + ", ".join(rows[:number] + rows[number + 1 :]) + "}")


def _not_asked(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Leave a parameter out of a request."""
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        if keyword.arg in ("params", "json", "json_data") and isinstance(keyword.value, ast.Dict):
            yield from _without_a_key(keyword.value, source)
        elif keyword.arg in _ASKED:
            kept = [one for one in node.keywords if one is not keyword]
            words = [*map(source.of, node.args), *(_keyword(one, source) for one in kept)]
            yield source.replaced(node, f"{source.of(node.func)}({', '.join(words)})")


def _keyword(node: ast.keyword, source: Source) -> str:
    value = source.of(node.value)
    return f"**{value}" if node.arg is None else f"{node.arg}={value}"


def _turned_round(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Take the other branch of a condition."""
    if isinstance(node, ast.If | ast.IfExp) and not _tells_commands_apart(node.test):
        yield source.replaced(node.test, f"(not ({source.of(node.test)}))")


def _tells_commands_apart(test: ast.expr) -> bool:
    names = {one.id for one in ast.walk(test) if isinstance(one, ast.Name)}
    return bool(names & {"command", "__name__"}) or any(
        _calls(one, "command") for one in ast.walk(test)
    )


def _position_now(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Put the current time, in the form of the first fetch's, in the place of what a position becomes."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return
    name = source.of(node.targets[0])
    names = (
        "since",
        "newest",
        "last_fetch",
        "last_time",
        "position",
        "latest",
        "start",
        "last_created",
    )
    value = node.value
    if name in names and isinstance(value, ast.Subscript) and "[-1]" in source.of(value):
        yield source.replaced(value, _now(source))


def _now(source: Source) -> str:
    if "DATE_FORMAT" in source.text:
        return "datetime.now(timezone.utc).strftime(DATE_FORMAT)"
    return "int(datetime.now(timezone.utc).timestamp() * 1000)"


def _page_two(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.While):
        yield source.after(node.body[-1], "break")


def _units(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Constant) and node.value == 1000 and type(node.value) is int:
        yield source.replaced(node, "1")


def _local_time(node: ast.AST, source: Source) -> Iterator[Edit]:
    if _calls(node, "now") and isinstance(node, ast.Call) and node.args:
        yield source.replaced(node, "datetime.now().replace(tzinfo=timezone.utc)")
    if _calls(node, "utcnow"):
        yield source.replaced(node, "datetime.now()")


def _not_sorted(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sorted":
        yield source.replaced(node, f"list({source.of(node.args[0])})")
    if isinstance(node, ast.Expr) and _calls(node.value, "sort"):
        yield source.replaced(node, "pass")


def _first_for_last(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Subscript) and source.of(node).endswith("[-1]"):
        yield source.replaced(node, f"{source.of(node.value)}[0]")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "max":
        yield source.replaced(node.func, "min")


def _as_text(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _TURNED:
        left, right = source.of(node.left), source.of(node.comparators[0])
        if "len(" not in f"{left}{right}":
            sign = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<="}[type(node.ops[0])]
            yield source.replaced(node, f"str({left}) {sign} str({right})")


def _no_default(node: ast.AST, source: Source) -> Iterator[Edit]:
    if _calls(node, "get") and isinstance(node, ast.Call) and len(node.args) == 2:
        yield source.replaced(node, f"{source.of(node.func)}({source.of(node.args[0])})")
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and _reads(node.values[0]):
        yield source.replaced(node, source.of(node.values[0]))


def _reads(node: ast.AST) -> bool:
    return _calls(node, "get") or isinstance(node, ast.Subscript)


def _error_swallowed(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Raise):
        yield source.replaced(node, "pass")
    if isinstance(node, ast.Expr) and _calls(node.value, "raise_for_status"):
        yield source.replaced(node, "pass")


def _not_saved(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Expr) and _calls(node.value, "setLastRun"):
        yield source.replaced(node, "pass")


def _cut(node: ast.AST, source: Source) -> Iterator[Edit]:
    if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)):
        return
    owner, cut = source.of(node.value), node.slice
    if cut.upper is not None and cut.lower is None:
        yield source.replaced(node, f"{owner}[:{source.of(cut.upper)} - 1]")
    if cut.lower is not None and cut.upper is None:
        yield source.replaced(node, f"{owner}[{source.of(cut.lower)} + 1:]")


def _limit_before_filter(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Ask for the limit alone where the code asks for room for what it knows."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _calls(node.right, "len"):
        yield source.replaced(node, source.of(node.left))


def _time_shifted(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp) and _calls(node.right, "timedelta"):
        yield source.replaced(node, source.of(node.left))


def _off_by_one(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.AugAssign) and source.of(node.value) == "1":
        yield source.replaced(node.value, "2")


def _empty_unguarded(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and not node.orelse:
        yield source.replaced(node.test, "True")


def _memory_reset(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Forget what was remembered: an assignment that keeps or collects ids makes an empty list."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        name = source.of(node.targets[0])
        if name in _MEMORY and isinstance(node.value, ast.ListComp | ast.IfExp):
            yield source.replaced(node.value, "[]")


def _memory_never_reset(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp):
        kept = [one for one in (node.value.body, node.value.orelse) if isinstance(one, ast.Name)]
        if kept:
            yield source.replaced(node.value, source.of(kept[0]))


def _wrong_key(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Read another key of the last run than the one that is saved."""
    if _calls(node, "get") and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner, key = node.func.value, node.args[0]
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        owner, key = node.value, node.slice
    else:
        return
    if source.of(owner) in ("last_run", "last") and isinstance(key, ast.Constant):
        yield source.replaced(key, f'"{key.value}_"')


def _and_or(node: ast.AST, source: Source) -> Iterator[Edit]:
    if isinstance(node, ast.BoolOp) and all(
        isinstance(one, ast.Compare | ast.UnaryOp) for one in node.values
    ):
        word = " or " if isinstance(node.op, ast.And) else " and "
        yield source.replaced(node, word.join(map(source.of, node.values)))


def _left_out(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Leave out a statement that changes something: a list, a counter, the context."""
    if isinstance(node, ast.AugAssign):
        yield source.replaced(node, "pass")
    if isinstance(node, ast.Expr) and any(_calls(node.value, one) for one in _CHANGING):
        yield source.replaced(node, "pass")


def _limit_ignored(node: ast.AST, source: Source) -> Iterator[Edit]:
    cut = node.slice if isinstance(node, ast.Subscript) else None
    if (
        isinstance(node, ast.Subscript)
        and isinstance(cut, ast.Slice)
        and cut.upper
        and not cut.lower
    ):
        yield source.replaced(node, source.of(node.value))
    if isinstance(node, ast.While) and isinstance(node.test, ast.Compare):
        yield source.replaced(node.test, "True")


def _newest_taken(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Take the last ones of a list in the place of its first ones."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        upper = node.slice.upper
        if upper is not None and node.slice.lower is None and not isinstance(upper, ast.UnaryOp):
            yield source.replaced(node, f"{source.of(node.value)}[-({source.of(upper)}):]")


def _reversed(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Sort the other way round, or ask for the other order."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sorted":
        yield source.replaced(node, f"{source.of(node)[:-1]}, reverse=True)")
    if isinstance(node, ast.Constant) and node.value == "asc":
        yield source.replaced(node, '"desc"')


def _date_form(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Write hours with twelve to the day, and minutes where months stand."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "%H" in node.value:
        text = source.of(node)
        yield source.replaced(node, text.replace("%H", "%I"))
        yield source.replaced(node, text.replace("%m", "%M"))


def _one_more(node: ast.AST, source: Source) -> Iterator[Edit]:
    """Add one to a number that is no limit."""
    counts = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    if counts and node.func.id in _NUMBERS and not any(one in source.of(node) for one in _LIMITING):
        yield source.replaced(node, f"{source.of(node)} + 1")


def _calls(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (isinstance(called, ast.Attribute) and called.attr == name) or (
        isinstance(called, ast.Name) and called.id == name
    )


_LOST = ("limit-cuts-tie", "boundary-excluded", "cut-and-passed", "window-skips", "page-forgotten")
_AGAIN = (
    "boundary-repeated",
    "ids-forgotten",
    "ids-never-saved",
    "look-back-without-ids",
    "asked-again",
    "known-fill-the-page",
)
# The rules whose title states the mistake: a first fetch that does not begin where first_fetch says, a fetch
# that creates more than its limit, and a last run that moves backwards.
_BEGINS, _TOO_MANY, _BACKWARDS = "XF303", "XF117", "XF207"
# The first fetch fails at the value that the changed line should have made or tested, and the find shows it.
_LACKS = "first-run-crashes"
# The events that the changed line should have taken up are never sent.
_NEVER = "never-taken-up"
# Where the key of a saved start is not looked up, a first fetch that follows a failed one asks from later.
_SKIPS = "window-skips"
# The answer's times cannot be read in the form that the code expects; the find quotes it.
_UNREADABLE = "request-fails-for-ever"
OPERATORS = (
    Operator("not-asked", "a request lacks a parameter", (*_LOST, *_AGAIN, _TOO_MANY), _not_asked),
    Operator(
        "turned-round",
        "a condition is turned round",
        (*_LOST, *_AGAIN, _LACKS, _NEVER),
        _turned_round,
    ),
    Operator("boundary", "> for >=, or the reverse", (*_LOST, *_AGAIN), _boundary),
    Operator("ids-not-compared", "the ids are not compared", (*_AGAIN, _SKIPS), _ids_not_compared),
    Operator("last-page-only", "= in the place of +=", (*_LOST, *_AGAIN), _last_page_only),
    Operator("key-not-saved", "the last run lacks a key", (*_LOST, *_AGAIN), _key_not_saved),
    Operator(
        "position-now", "the position becomes the clock", ("position-set-to-clock",), _position_now
    ),
    Operator("page-two", "a loop ends after its first page", ("page-forgotten",), _page_two),
    Operator("units", "seconds for milliseconds", ("seconds-for-milliseconds", _BEGINS), _units),
    Operator("local-time", "local time for UTC", ("zone", _BEGINS), _local_time),
    Operator(
        "not-sorted", "a list is not sorted", ("order-not-guaranteed", "newest-first"), _not_sorted
    ),
    Operator(
        "first-for-last", "the first in the place of the last", (*_LOST, *_AGAIN), _first_for_last
    ),
    # The numbers of pages too: then a loop ends early.
    Operator(
        "as-text",
        "numbers or times are compared as texts",
        ("compared-as-text", "page-forgotten"),
        _as_text,
    ),
    Operator("no-default", ".get without its default", (_BEGINS,), _no_default),
    Operator("error-swallowed", "an error is swallowed", (), _error_swallowed),
    Operator("not-saved", "setLastRun is not called", ("position-not-saved", *_AGAIN), _not_saved),
    Operator("cut", "a list is cut one too short", _LOST, _cut),
    Operator(
        "no-room", "no room for what is known", ("known-fill-the-page",), _limit_before_filter
    ),
    Operator("time-shifted", "a window is not moved", (*_LOST, *_AGAIN, _BEGINS), _time_shifted),
    Operator("off-by-one", "a counter counts by two", _LOST, _off_by_one),
    Operator(
        "empty-unguarded",
        "an empty answer is not expected",
        ("crash-on-nothing-new", _BEGINS),
        _empty_unguarded,
    ),
    Operator("wrong-key", "another key of the last run is read", (*_LOST, *_AGAIN), _wrong_key),
    Operator("and-or", "and for or, or the reverse", (*_LOST, *_AGAIN), _and_or),
    Operator("memory-reset", "the remembered ids are dropped", _AGAIN, _memory_reset),
    Operator("left-out", "a statement is left out", (*_LOST, *_AGAIN, _LACKS, _NEVER), _left_out),
    Operator("limit-ignored", "a limit is left out", ("state-grows", _TOO_MANY), _limit_ignored),
    Operator("newest-taken", "the last ones in the place of the first", _LOST, _newest_taken),
    Operator("reversed", "the other order", ("order-not-guaranteed", "newest-first"), _reversed),
    Operator(
        "date-form",
        "a time is written wrongly",
        (_SKIPS, "zone", _BEGINS, _BACKWARDS, _UNREADABLE),
        _date_form,
    ),
    Operator("one-more", "a number is one too large", (*_LOST, _BEGINS), _one_more),
    Operator(
        "memory-kept", "the remembered ids are never dropped", ("state-grows",), _memory_never_reset
    ),
)
# These were added after the first search.
ADDED = ("left-out", "limit-ignored", "newest-taken", "reversed", "date-form", "one-more")
