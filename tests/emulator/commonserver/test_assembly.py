"""The modules that make one namespace: whole, without clashes, and with nothing too much in it."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
import re
from collections import Counter
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import xfetch.emulator.commonserver as package
from tests.emulator.commonserver.platform import executed
from tests.late_names import FILE, table
from xfetch.emulator.commonserver.assembly import AT_ONCE, LATE, MODULES, codes, whole_codes

FOLDER = Path(next(iter(package.__path__)))


def trees() -> dict[str, ast.Module]:
    return {name: ast.parse((FOLDER / f"{name}.py").read_text("utf-8")) for name in MODULES}


def bound(tree: ast.Module) -> set[str]:
    """The names that a module defines at its top level, imports apart."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                found |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found - {"__all__"}


def test_every_module_of_the_folder_is_executed() -> None:
    others = {"__init__", "assembly", "late", "late_names", "taking_over"}
    assert {path.stem for path in FOLDER.glob("*.py")} == {*MODULES, *others}
    late = [name for names in LATE.values() for name in names]
    assert sorted([*AT_ONCE, *late]) == sorted([*MODULES, "late", "late_names"])
    assert (len(codes()), len(whole_codes())) == (len(AT_ONCE), len(MODULES))


def test_the_late_names_are_those_of_the_modules() -> None:
    assert FILE.read_text(encoding="utf-8") == table(), "python -m tests.write_docs"


def test_a_stub_is_called_as_what_it_stands_for(csp: Any, platform: Any) -> None:
    whole = executed(whole_codes(), platform)
    names = {name for name in vars(whole) if not name.startswith("_")}
    assert names == {name for name in vars(csp) if not name.startswith("_")}
    functions = [name for name in names if inspect.isfunction(getattr(whole, name))]
    assert len(functions) > 100
    for name in functions:
        found = (inspect.signature(getattr(module, name)) for module in (csp, whole))
        here, there = ([(p.name, p.kind, p.default) for p in s.parameters.values()] for s in found)
        assert here == there, name


def test_a_stub_becomes_the_function(csp: Any) -> None:
    held = csp.camelize
    assert held({"a_b": 1}, "_") == {"AB": 1}
    assert held is csp.camelize
    assert held.__doc__.startswith("The keys of a dictionary")
    assert held.__code__.co_filename.endswith("letter_case.py")


def test_a_stub_has_the_names_and_the_errors_of_the_function(csp: Any) -> None:
    held = csp.arg_to_number
    assert (held.__name__, held.__qualname__) == ("arg_to_number", "arg_to_number")
    for _ in range(2):
        with pytest.raises(TypeError, match=r"^arg_to_number\(\) missing 1 required positional"):
            held()
    double = mock.create_autospec(csp.camelize_string)
    double("a", delim="-")
    with pytest.raises(TypeError, match="unexpected keyword argument 'upper'"):
        double("a", upper=True)


def test_what_is_set_on_a_late_class_stays(csp: Any) -> None:
    csp.FeedIndicatorType.CIDR = "other"
    assert csp.FeedIndicatorType.CIDR == "other"
    with mock.patch.object(csp.CommandResults, "to_context", return_value={"to": "context"}):
        assert csp.CommandResults().to_context() == {"to": "context"}
    assert "Contents" in csp.CommandResults(readable_output="x").to_context()


def test_what_was_replaced_stays_replaced(csp: Any) -> None:
    csp.snakify = print
    assert csp.camelize({"a_b": 1}, "_") == {"AB": 1}
    assert csp.snakify is print


def test_a_late_class_is_whole_for_whoever_uses_it(csp: Any) -> None:
    class Searcher(csp.IndicatorsSearcher):  # type: ignore[misc, name-defined]
        pass

    assert isinstance(Searcher(query="x"), csp.IndicatorsSearcher)
    assert vars(csp.FeedIndicatorType)["CIDR"] == "CIDR"
    assert next(iter(inspect.signature(csp.JsonTransformer).parameters)) == "flatten"
    assert "IP" in dir(csp.Common)
    assert isinstance(csp.Common.URL("u", score(csp)), csp.Common.Indicator)
    with pytest.raises(AttributeError, match="'EntryType' has no attribute 'Note'"):
        getattr(csp.EntryType, "Note")  # noqa: B009 - asked for its error


def score(csp: Any) -> Any:
    return csp.Common.DBotScore("u", csp.DBotScoreType.URL, score=0)


def test_a_late_expression_passes_for_a_pattern(csp: Any) -> None:
    held, whole = csp.md5Regex, re.compile(r"\b[0-9a-fA-F]{32}\b", re.MULTILINE)
    digest = "d41d8cd98f00b204e9800998ecf8427e"
    assert isinstance(held, re.Pattern)
    assert re.search(held, f"x {digest}").group() == digest  # type: ignore[union-attr]
    assert csp.get_hash_type(digest) == "md5"
    assert (held, hash(held), repr(held)) == (whole, hash(whole), repr(whole))
    assert (held.flags, held.groups) == (whole.flags, whole.groups)
    assert pickle.loads(pickle.dumps(held)) == copy.copy(held) == whole
    with pytest.raises(AttributeError, match=r"'re\.Pattern' object has no attribute 'matches'"):
        held.matches("x")


def test_no_name_is_defined_by_two_modules() -> None:
    counts = Counter(name for tree in trees().values() for name in bound(tree))
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ("libraries", "closing")])
def test_public_names_are_declared_and_nothing_is_imported_at_run_time(name: str) -> None:
    tree = trees()[name]
    imported = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {getattr(node, "module", None) for node in imported} <= {"__future__", "typing"}
    public = {item for item in bound(tree) if not item.startswith("_")}
    assert set(declared(tree)) == public


def declared(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


def test_the_star_import_brings_libraries_and_nothing_of_ours(csp: Any) -> None:
    for name in ("datetime", "timedelta", "json", "re", "os", "requests", "demisto", "dateparser"):
        assert hasattr(csp, name)
    for name in ("__all__", "annotations", "TYPE_CHECKING"):
        assert not hasattr(csp, name)


def test_a_stub_refuses_and_names_the_way_out(csp: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"positiveFile is not emulated.*--content"):
        csp.positiveFile({})
    with pytest.raises(NotImplementedError, match="YMLMetadataCollector is not emulated"):
        csp.YMLMetadataCollector("x")
    with pytest.raises(AttributeError, match=r"YMLMetadataCollector\.command is not emulated"):
        csp.YMLMetadataCollector.command()
