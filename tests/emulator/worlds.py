"""Small real worlds for the tests: an integration written to disk, run through the real engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from textwrap import dedent
from typing import Any

from xfetch.emulator.emulate import Prepared, emulate, prepare
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.request.request import Container, InstanceParams, Judging, Product, Request
from xfetch.emulator.settings.settings import RunSettings

YML = """\
commonfields: {id: Probe, version: -1}
name: Probe
display: Probe
configuration:
- {name: url, display: Server URL, type: 0, required: true, defaultvalue: "https://probe.example.com"}
- {name: apikey, display: API Key, type: 4, required: true}
- {name: isFetch, display: Fetch incidents, type: 8}
script: {type: python, subtype: python3, script: '-', isfetch: true, commands: []}
"""

HEAD = "import demistomock as demisto\nimport json, time, os, sys\n"


def write(folder: Path, body: str, *, yml: str = YML, name: str = "Probe") -> Path:
    """The integration's folder; ``body`` is executed at ``fetch-incidents``, under the usual head."""
    home = folder / name
    home.mkdir(exist_ok=True)
    (home / f"{name}.py").write_text(
        HEAD + "if demisto.command() == 'fetch-incidents':\n" + _indented(body), encoding="utf-8"
    )
    (home / f"{name}.yml").write_text(yml, encoding="utf-8")
    return home


def write_raw(folder: Path, text: str, *, yml: str = YML, name: str = "Probe") -> Path:
    """The integration's folder with its code as given."""
    home = folder / name
    home.mkdir(exist_ok=True)
    (home / f"{name}.py").write_text(dedent(text), encoding="utf-8")
    (home / f"{name}.yml").write_text(yml, encoding="utf-8")
    return home


def _indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in dedent(body).strip().splitlines())


def vendor(folder: Path, text: str) -> Path:
    """A vendor file."""
    path = folder / "vendor.py"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def prepared(target: Path, cycles: int = 1, **changes: Any) -> Prepared:
    def own(parts: Iterable[str]) -> dict[str, Any]:
        return {key: changes.pop(key) for key in list(changes) if key in parts}

    scenario = RunSettings(cycles=cycles, **own(_SCENARIO))
    parts = {name: kind(**own(kind.__dataclass_fields__)) for name, kind in _PARTS.items()}
    return prepare(Request(target, scenario, **parts, **changes))


def run(target: Path, cycles: int = 1, **changes: Any) -> Outcome:
    """Run the real engine; ``changes`` are fields of RunSettings, of Request or of one of its parts."""
    return emulate(prepared(target, cycles, **changes))


_PARTS: dict[str, Any] = {
    "instance": InstanceParams,
    "container": Container,
    "product": Product,
    "judging": Judging,
}
_SCENARIO = frozenset(RunSettings.__dataclass_fields__) - {"cycles"}

World = Callable[..., Outcome]
