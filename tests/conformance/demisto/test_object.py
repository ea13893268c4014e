"""The shim against production's class and against demistomock: names, signatures, bad input."""

from __future__ import annotations

import ast
import datetime
import inspect
import os
from pathlib import Path
from typing import Any

import pytest

from tests import demisto_page
from tests.conformance.demisto.production import CLASS_MODULE, MOCK, production
from xfetch.emulator.demisto.session import Invocation, Session
from xfetch.emulator.demisto.shim import Demisto
from xfetch.emulator.record.recorder import Recorder
from xfetch.emulator.settings.instance import Stores

CHECKOUT = Path(os.environ.get("XFETCH_CONTENT", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("XFETCH_CONTENT"),
    reason="XFETCH_CONTENT names no checkout of the content repository",
)
# Names of later servers, which the checkout of 2022 does not have yet.
LATER = {"getAssetsLastRun", "setAssetsLastRun"}


def class_methods() -> dict[str, ast.arguments]:
    tree = ast.parse((CHECKOUT / CLASS_MODULE).read_text(encoding="utf-8"))
    cls = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    methods = {node.name: node.args for node in cls.body if isinstance(node, ast.FunctionDef)}
    hidden = {name for name in methods if name.startswith("__")}
    return {name: args for name, args in methods.items() if name not in hidden}


def mock_functions() -> set[str]:
    tree = ast.parse((CHECKOUT / MOCK).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_name_of_production_and_of_the_mock_has_a_row() -> None:
    rows = {row.name for row in demisto_page.TABLE}
    assert set(class_methods()) - rows == set()
    assert mock_functions() - rows == set()


def test_no_row_is_made_up() -> None:
    rows = {row.name for row in demisto_page.TABLE}
    known = set(class_methods()) | mock_functions() | LATER | {"_Demisto__do"}
    assert rows - known == set()


def test_signatures_are_productions() -> None:
    _, cls, _ = production(CHECKOUT, {"integration": True})
    different = {}
    for name in class_methods():
        real = _parameters(getattr(cls, name))
        ours = _parameters(getattr(Demisto, name))
        if real != ours:
            different[name] = (real, ours)
    assert different == {}


def _parameters(function: Any) -> list[tuple[str, Any, Any]]:
    parameters = inspect.signature(function).parameters.values()
    return [(item.name, item.kind, item.default) for item in parameters]


def test_attributes_are_productions() -> None:
    context = {"integration": True, "args": {}, "command": "fetch-incidents"}
    demisto, cls, _ = production(CHECKOUT, context)
    shim = ours()
    real = object.__getattribute__(demisto, "_demisto")
    names = {name for name in vars(real) if not name.startswith("_")}
    assert names - set(vars(shim)) == set()
    for name in ("is_integration", "item_type", "is_debug"):
        assert getattr(shim, name) == getattr(real, name)
    assert (shim.INTEGRATION, shim.SCRIPT) == (cls.INTEGRATION, cls.SCRIPT)  # type: ignore[attr-defined]


def ours() -> Demisto:
    now = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    shim = Demisto()
    shim.begin(
        Session(
            stores=Stores(),
            recorder=Recorder(lambda: now, {}),
            invocation=Invocation("fetch-incidents", "Probe_instance_1", "Probe", {}),
        )
    )
    return shim


ODD: tuple[Any, ...] = (
    None,
    "text",
    b"bytes",
    7,
    1.5,
    float("nan"),
    True,
    [],
    {},
    (1, 2),
    [{"name": "a"}],
    {"a": {1, 2}},
    {1, 2},
    {1: "a number as a key"},
    {(1, 2): "a tuple as a key"},
    datetime.datetime(2024, 1, 1),
    object(),
    lambda: None,
)
ONE = (
    "setLastRun",
    "setLastMirrorRun",
    "setIntegrationContext",
    "incidents",
    "fetchResults",
    "createIncidents",
    "createAlerts",
    "createIndicators",
    "results",
    "credentials",
    "updateModuleHealth",
    "log",
    "info",
    "debug",
    "error",
    "gets",
    "getParam",
    "getArg",
    "directMessage",
    "findUser",
    "heartbeat",
    "getLicenseCustomField",
    "searchIndicators",
    "searchRelationships",
)


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{type(odd).__name__}-{odd!s:.12}")
def test_bad_input_is_met_with_productions_error(name: str, odd: Any) -> None:
    context = {
        "integration": True,
        "args": {},
        "params": {},
        "command": "fetch-incidents",
        "context": {},
    }
    demisto, _, server = production(CHECKOUT, context)
    server.answers["directMessage"] = {"res": None}
    arguments = (odd, "a.b") if name == "gets" else (odd,)
    assert outcome(ours(), name, arguments) == outcome(demisto, name, arguments)


@pytest.mark.parametrize(
    "row", [row for row in demisto_page.TABLE if row.kind == demisto_page.SCRIPTS]
)
def test_what_is_for_scripts_is_refused_in_productions_words(row: demisto_page.Row) -> None:
    demisto, cls, _ = production(CHECKOUT, {"integration": True})
    count = len(inspect.signature(getattr(cls, row.name)).parameters) - 1
    arguments = ("x",) * count
    assert outcome(ours(), row.name, arguments) == outcome(demisto, row.name, arguments)


def outcome(demisto: Any, name: str, arguments: tuple[Any, ...]) -> tuple[str, str]:
    """The exception's type and its words, up to where Python's own versions differ."""
    try:
        getattr(demisto, name)(*arguments)
    except Exception as error:
        return type(error).__name__, str(error).split(" (")[0]
    return "", ""
