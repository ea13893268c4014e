"""The files that another machine needs to check scenarios."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.emulator import worlds
from xfetch.emulator.checking.check_one import CheckSettings, run_one
from xfetch.emulator.checking.checked import OK
from xfetch.emulator.checking.needed import files_needed
from xfetch.emulator.files_read import FilesRead, own_folders, recording

CODE = """
    import demistomock as demisto
    from CommonServerPython import *
    from FirstApiModule import *
    from pathlib import Path

    def main():
        made = [{'name': 'n', 'rawJSON': json.dumps({'id': time.time()})}]
        demisto.incidents(made)

    if demisto.command() == 'fetch-incidents':
        main()
"""
SCENARIO = "integration: Packs/A/Integrations/A\nvendor: vendor.py\nevents: data.json\ncycles: 2\n"
VENDOR = """import world

class Vendor:
    def __init__(self, events): ...
    def handle(self, request, now): return {}
"""
FILES = {
    "Packs/ApiModules/Scripts/FirstApiModule/FirstApiModule.py": "from SecondApiModule import *\n",
    "Packs/ApiModules/Scripts/SecondApiModule/SecondApiModule.py": "import json\n",
    "Packs/ApiModules/Scripts/OtherApiModule/OtherApiModule.py": "",
    "Packs/Base/Scripts/CommonServerPython/CommonServerPython.py": "import json, time\n",
    "Packs/Base/Scripts/OtherScript/OtherScript.py": "",
    "Packs/A/Integrations/A/helper.py": "",
    "Packs/A/Integrations/A/README.md": "",
    "Packs/A/Integrations/A/A_test.py": "",
    "Packs/A/Integrations/A/test_data/kept.json": "{}",
    "Packs/B/Integrations/B/B.py": "",
    "vendor.py": VENDOR,
    "world.py": "",
    "unused.py": "",
    "data.json": "[]",
    "a.xfetch.yml": SCENARIO,
    "broken.xfetch.yml": "cycels: 2\n",
}
NEEDED = {
    *(name for name in FILES if name.startswith("Packs/ApiModules") and "Other" not in name),
    "Packs/Base/Scripts/CommonServerPython/CommonServerPython.py",
    *(f"Packs/A/Integrations/A/{name}" for name in ("A.py", "A.yml", "helper.py")),
    "Packs/A/Integrations/A/test_data/kept.json",
    *("vendor.py", "world.py", "data.json", "a.xfetch.yml", "broken.xfetch.yml"),
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with an integration, and a scenario of it beside the packs."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    worlds.write_raw(tmp_path / "Packs/A/Integrations", CODE, name="A")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def needed(*scenarios: str) -> set[str]:
    found = files_needed(map(Path, scenarios), CheckSettings())
    here = Path.cwd()
    return {os.path.relpath(one.resolve(), here) for one in found if one.is_file()}


def test_the_import_closure_of_scenarios(tree: Path) -> None:
    assert needed("a.xfetch.yml", "broken.xfetch.yml") == NEEDED
    assert needed("broken.xfetch.yml") == {"broken.xfetch.yml"}


def test_a_run_reads_nothing_else(tree: Path) -> None:
    """Files of the user: those of xfetch and of libraries are there."""
    record, inside = FilesRead(skipped=own_folders()), FilesRead()
    with recording(record):
        one = run_one(Path("a.xfetch.yml"), CheckSettings(), inside)
    assert one.status == OK, one
    record.take(inside.row())
    read = {
        os.path.relpath(path, tree)
        for path, stamp in record.files.items()
        if stamp is not None and Path(path).is_relative_to(tree) and Path(path).is_file()
    }
    assert "Packs/ApiModules/Scripts/SecondApiModule/SecondApiModule.py" in read
    assert read - needed("a.xfetch.yml") == set()
