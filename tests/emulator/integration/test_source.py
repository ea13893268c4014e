"""Finding, reading and compiling an integration; every way in, and every way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.errors import LoadError
from xfetch.emulator.integration.imports import imports_of
from xfetch.emulator.integration.source import load

UNIFIED = """\
commonfields: {id: Probe, version: -1}
name: Probe
configuration: []
script:
  type: python
  subtype: python3
  isfetch: true
  script: |
    import json
    def fetch_incidents():
        raise ValueError("here")
    if demisto.command() == 'fetch-incidents':
        fetch_incidents()
"""


def test_a_folder_a_py_and_a_yml_name_the_same_integration(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    found = [load(home), load(home / "Probe.py"), load(home / "Probe.yml")]
    assert {item.file for item in found} == {"Probe.py"}
    assert {item.manifest.id for item in found} == {"Probe"}
    assert len({item.sha256 for item in found}) == 1


def test_a_file_is_read_again_only_if_it_has_changed(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    first = load(home)
    assert load(home).code is first.code
    assert load(home).manifest is first.manifest
    (home / "Probe.py").write_text("demisto.incidents([{}])", encoding="utf-8")
    assert load(home).text == "demisto.incidents([{}])"
    assert load(home).code is not first.code


def test_a_py_without_a_yml_is_an_integration_of_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "Lonely.py"
    path.write_text("import demistomock as demisto\ndemisto.command() == 'fetch-incidents'\n")
    assert load(path).manifest.name == "Lonely"


def test_a_unified_yml_keeps_its_own_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "integration-Probe.yml"
    path.write_text(UNIFIED)
    integration = load(path)
    assert integration.unified
    assert not integration.merged
    assert integration.file == "integration-Probe.yml"
    number = UNIFIED.splitlines().index('        raise ValueError("here")') + 1
    assert integration.line(number).strip() == 'raise ValueError("here")'


def test_test_files_and_vendors_are_no_integrations(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, "demisto.incidents([])")
    (home / "Probe_test.py").write_text("")
    (home / "vendor.py").write_text("")
    (home / "Probe.py").rename(home / "Other.py")
    assert load(home).file == "Other.py"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("broken.py", b"def f(:\n", "broken.py:1: syntax error"),
        ("old.py", b"import os\nprint 'hello'\n", "old.py:2: Python 2 code"),
        ("old2.py", b"try:\n    x()\nexcept ValueError, e:\n    pass\n", "Python 2 code"),
        ("blob.py", b"\x7fELF\x02\x00\x00", "not Python source in UTF-8"),
        ("latin.py", "é".encode("latin-1"), "not Python source in UTF-8"),
        ("text.txt", b"hello", "not an integration"),
        ("empty.yml", b"- a\n- b\n", "empty.yml"),
        ("broken.yml", b"a: [1,\nb: }", "broken.yml"),
    ],
)
def test_what_is_no_integration_is_told_in_one_message(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LoadError) as caught:
        load(path)
    assert says in str(caught.value)


def test_nothing_there_and_nothing_in_it(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="no such file or folder"):
        load(tmp_path / "missing.py")
    with pytest.raises(LoadError, match="exactly one integration"):
        load(tmp_path)


def test_a_yml_of_another_language(tmp_path: Path) -> None:
    home = worlds.write(
        tmp_path,
        "pass",
        yml=worlds.YML.replace("type: python, subtype: python3", "type: javascript"),
    )
    with pytest.raises(LoadError, match="written in javascript"):
        load(home)


def test_a_package_whose_code_is_of_another_language(tmp_path: Path) -> None:
    yml = worlds.YML.replace("type: python, subtype: python3", "type: javascript")
    (tmp_path / "Probe.yml").write_text(yml)
    (tmp_path / "Probe.js").write_text("return 'ok'")
    for target in (tmp_path, tmp_path / "Probe.yml"):
        with pytest.raises(LoadError, match="written in javascript; xfetch runs Python 3"):
            load(target)


def test_imports_know_whether_the_module_can_do_without_them() -> None:
    import ast

    tree = ast.parse(
        "import a.b\n"
        "try:\n    import c\nexcept ImportError:\n    c = None\n"
        "if True:\n    from d import e, f\n"
        "def g():\n    import h\n"
        "from . import i\n"
        "from __future__ import annotations\n"
    )
    found = {item.module: (item.names, item.required) for item in imports_of(tree)}
    assert found == {
        "a.b": ((), True),
        "c": ((), False),
        "d": (("e", "f"), True),
        "h": ((), False),
    }
