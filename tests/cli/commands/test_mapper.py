"""``xfetch run --mapper``: how the pack's mapper fits, below the report."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from xfetch.cli.main import cli

CODE = """import json
import demistomock as demisto
import requests
if demisto.command() == "fetch-incidents":
    found = requests.get("https://acme.example/alerts").json()
    demisto.incidents([{"name": one["id"], "rawJSON": json.dumps(one)} for one in found])
"""
YML = """name: Acme
commonfields: {id: Acme}
configuration: []
defaultmapperin: acme
script: {isfetch: true, type: python, subtype: python3}
"""
MAPPER = {
    "id": "acme",
    "type": "mapping-incoming",
    "mapping": {
        "Acme": {
            "internalMapping": {
                "Vendor Id": {"simple": "id"},
                "Vendor Host": {"simple": "host.name"},
            }
        }
    },
}


def pack(tmp_path: Path) -> Path:
    home = tmp_path / "Packs" / "Acme" / "Integrations" / "Acme"
    home.mkdir(parents=True)
    (home / "Acme.py").write_text(CODE, encoding="utf-8")
    (home / "Acme.yml").write_text(YML, encoding="utf-8")
    folder = home.parents[1] / "Classifiers"
    folder.mkdir()
    (folder / "mapper.json").write_text(json.dumps(MAPPER), encoding="utf-8")
    return home


def test_the_mapper_stands_below_the_report(tmp_path: Path) -> None:
    reply = 'GET /alerts=[{"id": "1", "host": "a"}]'
    words = ["run", str(pack(tmp_path)), "--reply", reply, "--cycles", "1", "--mapper"]
    result = CliRunner().invoke(cli, words)
    _, _, below = result.stdout.partition("\nmapper  ")
    assert below.splitlines() == [
        "mapper.json, 1 incident of this run",
        "  no incident has a type: each type below is compared with all incidents",
        "  Acme: 2 fields, 1 incident, 1 got nothing",
        "    no incident had host.name   (Vendor Host)",
    ]


def test_another_report_on_stdout_leaves_no_room(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["run", str(tmp_path), "--mapper", "-o", "json"])
    assert result.exit_code == 2
    assert "give that report a path" in result.output
