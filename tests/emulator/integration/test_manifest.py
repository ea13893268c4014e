"""Reading ymls as people write them, and refusing what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from xfetch.emulator.errors import LoadError
from xfetch.emulator.integration.manifest import bare_manifest, parse_manifest, read_manifest

FULL = """\
commonfields: {id: Probe Id, version: -1}
name: Probe
display: A Probe
description: |
  Fetches
  probes.
category: SIEM
configuration:
- {name: url, display: Server URL, type: 0, required: true, defaultvalue: "https://x"}
- {name: key, displaypassword: API Key, type: 9, hiddenusername: true}
- {name: with space, type: "8", required: "true", defaultvalue: 'false', additionalinfo: "a tip"}
- {name: port, type: 0, defaultvalue: 0123}
- {name: when, type: 0, defaultvalue: 2024-01-01}
- {name: ratio, type: 0, defaultvalue: 12:30}
- {name: empty, type: 0, defaultvalue: ""}
- {name: none, defaultvalue: }
- {name: sel, type: 15, options: [1, b]}
- {name: there, hidden: [xpanse]}
- {name: gone, hidden: [xsoar]}
- {name: away, hidden: true}
- {display: no name}
- not a mapping
script:
  type: python
  subtype: python3
  dockerimage: demisto/python3:3.10
  isfetch: true
  isfetchevents: "true"
  longRunning: false
  commands: [{name: a-command}, {description: nameless}]
  script: '-'
"""


def test_the_facts_of_a_yml() -> None:
    manifest = parse_manifest(FULL, "p.yml")
    assert (manifest.id, manifest.name, manifest.display) == ("Probe Id", "Probe", "A Probe")
    assert manifest.description == "Fetches probes."
    assert manifest.docker_image == "demisto/python3:3.10"
    assert manifest.is_fetch
    assert manifest.is_fetch_events
    assert not manifest.long_running
    assert manifest.commands == ("a-command",)
    assert manifest.script is None


def test_parameters_keep_what_was_typed() -> None:
    found = {item.name: item for item in parse_manifest(FULL, "p.yml").parameters}
    assert list(found)[:3] == ["url", "key", "with space"]
    assert (found["url"].type, found["url"].required, found["url"].default) == (
        0,
        True,
        "https://x",
    )
    assert found["key"].hidden_username
    assert found["key"].display_password == "API Key"
    assert found["with space"].type == 8
    assert found["with space"].required
    assert found["port"].default == "0123"
    assert found["when"].default == "2024-01-01"
    assert found["ratio"].default == "12:30"
    assert (found["empty"].default, found["empty"].has_default) == ("", True)
    assert not found["none"].has_default
    assert found["sel"].options == ("1", "b")
    assert [found[name].hidden for name in ("there", "gone", "away", "url")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("configuration: null\nscript: print(1)", "print(1)"),
        ("configuration: []\nscript: {script: print(1)}", "print(1)"),
        ("commonfields: {id: a}\nscript: {script: ''}", None),
        ("configuration: []\nscript: '-'", None),
    ],
)
def test_real_ymls_differ(text: str, script: str | None) -> None:
    manifest = parse_manifest(text, "Some.yml")
    assert manifest.script == script
    assert manifest.name in ("Some", "a")
    assert manifest.parameters == ()


BOMB = "a0: &a0 [1,2,3,4,5,6,7,8,9,0]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [1,\nb: }", "x.yml:2: broken YAML: while parsing a flow node"),
        ('a:\n  b: "open', "x.yml:2: broken YAML"),
        ("a: \x01", "x.yml:1: broken YAML"),
        ("x: !!python/object:os.system ls", "x.yml:1: broken YAML"),
        ("", "it is empty"),
        ("- a\n- b", "it is a list"),
        ("hello", "it is plain text"),
        ("id: 1\nstarttaskid: '0'\ntasks: {}\nscript: x", "it looks like a playbook"),
        ("commonfields: {id: x}\nscript: '-'\ntype: python", "an automation script"),
        ("on: push\njobs: {}", "it looks like a workflow file"),
        ("commonfields: {id: x}\nconfiguration: []", "it has no script"),
        ("a: 1\nb: 2", "its keys are a, b"),
        ("a: &a [*a]", "contains itself"),
        ("[" * 100_000, "nested deeper"),
        (BOMB, "holds more than 2000000 values"),
    ],
)
def test_what_is_no_integration_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(LoadError) as caught:
        parse_manifest(text, "x.yml")
    assert says in str(caught.value)
    assert caught.value.where.startswith("x.yml")


def test_files_that_are_no_text_or_too_large(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LoadError, match="not text in UTF-8"):
        read_manifest(path)
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(LoadError, match="20 MB"):
        read_manifest(path)
    with pytest.raises(LoadError, match="cannot be read"):
        read_manifest(tmp_path / "missing.yml")


def test_a_py_without_a_yml_has_a_name_only() -> None:
    manifest = bare_manifest("Lonely")
    assert (manifest.id, manifest.subtype, manifest.parameters) == ("Lonely", "python3", ())
