"""Collect the documents in a pack's tests and test data that may be answers of the product."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...record.entries import CheckedJson, Json
from ..code_reading.value import UNKNOWN
from .literals import Literals, Names, NotConstant, called, json_files, parsed_file

_VERBS = frozenset(("get", "post", "put", "patch", "delete", "head"))
_BODIES = ("json", "text", "content", "body")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MOST_SAMPLES = 600


@dataclass(frozen=True, eq=False)
class Sample:
    """A document (a JSON value in a pack's tests) that may be an answer of the product.

    ``source`` names its file. ``method`` and ``path`` are those of the request for which a test uses it as
    the answer, empty if no test tells; UNKNOWN stands for unknown parts of the path. ``function`` is the
    function of the integration for which a test uses it as the return value, empty if no test tells. ``name``
    is the name of the document.
    """

    document: Json
    source: str
    method: str = ""
    path: str = ""
    function: str = ""
    name: str = ""


def samples_of(folder: Path) -> tuple[Sample, ...]:
    """Return the documents in a package's tests and test data; those whose use a test shows come first."""
    literals = Literals(folder)
    found: list[Sample] = []
    for path in sorted(folder.glob("*_test.py")):
        tree = parsed_file(path)
        if tree is not None:
            found.extend(_in_tests(tree, path.name, literals))
    for path in json_files(folder):
        document = literals.document(path)
        source = path.relative_to(folder).as_posix()
        found.extend(_parts(document, source, path.stem))
    for path in sorted((folder / "test_data").glob("**/*.py")):
        tree = parsed_file(path)
        if tree is not None:
            found.extend(_constants(tree, path.relative_to(folder).as_posix(), literals))
    return tuple(_distinct(found))


def _distinct(samples: list[Sample]) -> Iterator[Sample]:
    seen: set[tuple[int, str, str]] = set()
    for one in samples[:_MOST_SAMPLES]:
        place = (id(one.document), one.path, one.function)
        if place not in seen:
            seen.add(place)
            yield one


def _parts(document: CheckedJson, source: str, name: str) -> Iterator[Sample]:
    """Yield a document, and the values under its keys: a file may hold the answers of several tests."""
    if not isinstance(document, (Mapping, list)) or not document:
        return
    yield Sample(document, source, name=name)
    if isinstance(document, Mapping):
        inner = [(key, one) for key, one in document.items() if isinstance(one, (Mapping, list))]
        for key, one in inner[:40]:
            if one:
                yield Sample(one, source, name=f"{name} {key}")


def _constants(tree: ast.Module, source: str, literals: Literals) -> Iterator[Sample]:
    names = Names(tree.body)
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                value = literals.value(node.value, names)
            except NotConstant:
                continue
            if isinstance(value, (Mapping, list)) and value:
                yield Sample(value, f"{source}:{node.lineno}", name=node.targets[0].id)


def _in_tests(tree: ast.Module, file: str, literals: Literals) -> Iterator[Sample]:
    names = Names(tree.body)
    yield from _mocked_in(tree.body, names, file, literals)
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS):
            inner = Names(node.body, names)
            yield from _mocked_in(node.body, inner, file, literals)
            yield from _constants(ast.Module(node.body, []), file, literals)
    yield from _constants(tree, file, literals)


def _mocked_in(
    body: list[ast.stmt], names: Names, file: str, literals: Literals
) -> Iterator[Sample]:
    """Yield the documents that these statements of a test use as an answer, or as a function's return
    value.
    """
    for statement in body:
        if isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                name = called(node)
                if name in _VERBS or name in ("register_uri", "add", "request"):
                    yield from _answered(node, name, names, file, literals)
                elif name in ("object", "patch") or name.endswith("patch"):
                    yield from _patched(node, names, file, literals)


def _answered(
    node: ast.Call, name: str, names: Names, file: str, literals: Literals
) -> Iterator[Sample]:
    """Yield the document that a test uses as the answer to a request: ``requests_mock.get(url,
    json={…})``.
    """
    given = {one.arg: one.value for one in node.keywords if one.arg in _BODIES}
    arguments = list(node.args)
    method = name.upper() if name in _VERBS else ""
    if not method and arguments:
        first = arguments.pop(0)
        told = first.attr if isinstance(first, ast.Attribute) else literals.text(first, names)
        method = told.upper() if told.lower() in _VERBS else ""
    url = next((one.value for one in node.keywords if one.arg == "url"), None)
    url = url or (arguments[0] if arguments else None)
    if url is None:
        return
    path = path_of(literals.text(url, names))
    for one in given.values():
        yield from _samples(one, names, literals, f"{file}:{node.lineno}", method, path)
    # A list of answers, one for each request.
    for one in arguments[1:2] if not given else ():
        if isinstance(one, (ast.List, ast.Name)):
            answers = _value(one, names, literals)
            for answer in answers if isinstance(answers, list) else ():
                document = answer.get("json") if isinstance(answer, Mapping) else None
                if isinstance(document, (Mapping, list)) and document:
                    yield Sample(document, f"{file}:{node.lineno}", method, path)


def path_of(url: str) -> str:
    """Return the path of a URL, without its query; parts of the URL may be UNKNOWN."""
    url = re.sub(rf"^\w+://[^/{UNKNOWN}]*", "", url)
    return url.partition("?")[0]


def _patched(node: ast.Call, names: Names, file: str, literals: Literals) -> Iterator[Sample]:
    """Yield the document that a test uses as a return value: ``mocker.patch.object(C, 'f',
    return_value=…)``.
    """
    texts = [literals.text(one, names) for one in node.args[:2]]
    base = node.args[0] if node.args else None
    if base is None or (isinstance(base, ast.Name) and base.id == "demisto"):
        return
    told = texts[1] if called(node) == "object" and len(texts) > 1 else texts[0]
    function = told.rpartition(".")[2]
    if ".demisto." in f".{told}." or not re.fullmatch(r"\w+", function):
        return
    for one in node.keywords:
        if one.arg in ("return_value", "side_effect"):
            values = [one.value]
            if one.arg == "side_effect" and isinstance(one.value, (ast.List, ast.Tuple)):
                values = one.value.elts
            for value in values:
                yield from _samples(
                    value, names, literals, f"{file}:{node.lineno}", function=function
                )


def _samples(
    node: ast.expr,
    names: Names,
    literals: Literals,
    place: str,
    method: str = "",
    path: str = "",
    function: str = "",
) -> Iterator[Sample]:
    literals.read_last = ""
    document = _value(node, names, literals)
    if isinstance(document, str):
        document = _parsed(document)
    if isinstance(document, (Mapping, list)) and document:
        source = literals.read_last or place
        name = source.rpartition("/")[2] if literals.read_last else ""
        yield Sample(document, source, method, path, function, name)


def _value(node: ast.expr, names: Names, literals: Literals) -> CheckedJson:
    try:
        return literals.value(node, names)
    except NotConstant:
        return None


def _parsed(text: str) -> CheckedJson:
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
