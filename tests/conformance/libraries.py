"""The libraries of October 2022: whether an interpreter has them at the pinned versions."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

PINS = Path(__file__).parent / "requirements-2022.txt"
_INSTALLED = (
    "import importlib.metadata as m, json;"
    "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
)


def pins(text: str) -> dict[str, str]:
    """Version by normalised name."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    pairs = (line.split("==") for line in lines if line)
    return {_normal(name): version for name, version in pairs}


def unlike(python: Path) -> tuple[str, ...]:
    """The pinned libraries that the interpreter lacks, or has at another version."""
    done = subprocess.run([str(python), "-c", _INSTALLED], capture_output=True, text=True)
    if done.returncode != 0:
        return (f"{python.name} does not run",)
    found = {_normal(name): version for name, version in json.loads(done.stdout).items() if name}
    wanted = pins(PINS.read_text(encoding="utf-8"))
    return tuple(name for name, version in wanted.items() if found.get(name) != version)


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
