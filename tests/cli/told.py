"""xfetch as a command in this process, and what its JSON report says."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner

from xfetch.cli.main import cli


def invoke(*arguments: object) -> Any:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def report(*arguments: object) -> dict[str, Any]:
    """The JSON report of ``xfetch run`` with these arguments, cycles in this process."""
    result = invoke("run", *arguments, "--isolation", "inline", "-o", "json")
    assert result.stdout.startswith("{"), result.output
    loaded: dict[str, Any] = json.loads(result.stdout)
    return loaded


def names(told: dict[str, Any]) -> list[list[str]]:
    """Of the incidents of each cycle."""
    return [[one["name"] for one in cycle["incidents"]] for cycle in told["cycles"]]
