"""What stands before an integration's own text, imported or not, and where it is looked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.emulator import worlds
from tests.emulator.integration.test_runtime import content
from xfetch.emulator.errors import LoadError
from xfetch.emulator.integration.imports import uses_foreign_names
from xfetch.emulator.settings.isolation import Isolation

NO_IMPORT = """
def main():
    if demisto.command() == "fetch-incidents":
        demisto.incidents([{"name": BODY}])


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
"""


def names(outcome: worlds.Outcome) -> list[str]:
    return [str(incident["name"]) for run in outcome.runs for incident in run.incidents]


def bare(tmp_path: Path, body: str) -> Path:
    """A Python file alone that imports nothing."""
    path = tmp_path / "Probe.py"
    path.write_text(NO_IMPORT.replace("BODY", body), encoding="utf-8")
    return path


@pytest.mark.parametrize("merged", [False, True])
def test_code_that_imports_nothing_has_the_names_in_every_cycle(
    tmp_path: Path, merged: bool
) -> None:
    body = "json.dumps([BaseClient.__name__, datetime.now().year])"
    outcome = worlds.run(bare(tmp_path, body), 2, merged=merged)
    assert names(outcome) == ['["BaseClient", 2024]'] * 2
    assert outcome.dossier.setting.common_server == "embedded, as of 2026-11"


@pytest.mark.parametrize("merged", [False, True])
def test_so_it_has_those_of_a_checkout_and_of_the_users_own_script(
    tmp_path: Path, merged: bool
) -> None:
    root = content(tmp_path)
    user = root / "Packs/Base/Scripts/CommonServerUserPython/CommonServerUserPython.py"
    user.parent.mkdir()
    user.write_text("def ours(): return common() + ' and ours'\n", encoding="utf-8")
    outcome = worlds.run(bare(tmp_path, "ours()"), 2, merged=merged, content=str(root))
    assert names(outcome) == ["common and ours"] * 2


@pytest.mark.parametrize("merged", [False, True])
def test_an_api_module_has_them_without_an_import(tmp_path: Path, merged: bool) -> None:
    root = content(tmp_path)
    module = root / "Packs/ApiModules/Scripts/ProbeApiModule/ProbeApiModule.py"
    module.write_text("def api(): return common() + ' api'\n", encoding="utf-8")
    target = tmp_path / "Probe.py"
    target.write_text("from ProbeApiModule import *\n" + NO_IMPORT.replace("BODY", "api()"))
    assert names(worlds.run(target, 2, merged=merged, content=str(root))) == ["common api"] * 2


@pytest.mark.parametrize("merged", [False, True])
def test_lines_that_an_export_registers_leave_the_lines_of_a_failure(
    tmp_path: Path, merged: bool
) -> None:
    text = "register_module_line('Probe', 'start', __line__())\n" + NO_IMPORT.replace("BODY", "1/0")
    target = tmp_path / "Probe.py"
    target.write_text(text + "register_module_line('Probe', 'end', __line__())\n")
    failure = worlds.run(target, merged=merged).runs[0].failure
    assert failure is not None
    assert str(failure.line) == "Probe.py:5"
    assert "ZeroDivisionError" in failure.message


def test_parameters_are_read_as_there_although_nothing_else_is_used(tmp_path: Path) -> None:
    target = worlds.write(
        tmp_path, "demisto.incidents([{'name': str(demisto.params().get('nothing', 'default'))}])"
    )
    yml = target / "Probe.yml"
    extra = "configuration:\n- {name: nothing, display: Nothing, type: 0}\n"
    yml.write_text(yml.read_text().replace("configuration:\n", extra))
    outcome = worlds.run(target, 2)
    assert names(outcome) == ["default"] * 2
    assert outcome.dossier.setting.common_server == ""


def test_a_library_that_only_the_text_before_needs_is_asked_for_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dateparser", None)
    with pytest.raises(LoadError, match="CommonServerPython, which stands before every"):
        worlds.run(bare(tmp_path, "formats['json']"))
    assert names(worlds.run(bare(tmp_path, "str(1)"))) == ["1"]


@pytest.mark.parametrize(
    "text",
    [
        "demisto.incidents([])",
        "import json\ndef f(x, *y):\n    return [json.dumps(z) for z in (x, y)]",
        "def f():\n    global late\n    late = 1\nprint(late)",
        "class A:\n    b = 1\n    c = b\nwith open('x') as handle: handle.read(__name__)",
    ],
)
def test_code_that_brings_all_its_names(text: str) -> None:
    assert not uses_foreign_names(text)


@pytest.mark.parametrize(
    "text",
    [
        "return_error('x')",
        "def f(json):\n    return json\ndef g():\n    return json.dumps(1)",
        "class A(BaseClient):\n    pass",
        "def f() -> CommandResults: ...",
        "globals()['return_error']",
        "from elsewhere import *\nanything()",
    ],
)
def test_code_that_may_use_a_name_of_another(text: str) -> None:
    assert uses_foreign_names(text)


@pytest.mark.parametrize("isolation", ["inline", "process"])
@pytest.mark.parametrize("how", ["content", "content_variable", "common_server"])
def test_relative_paths_are_those_of_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, isolation: str
) -> None:
    content(tmp_path)
    given = "content/Packs/Base/Scripts/CommonServerPython" if how == "common_server" else "content"
    monkeypatch.chdir(tmp_path)
    bare(tmp_path, "common()")
    changes = {how: given, "isolation": Isolation(isolation)}
    outcome = worlds.run(Path("Probe.py"), 2, **changes)
    assert names(outcome) == ["common"] * 2
