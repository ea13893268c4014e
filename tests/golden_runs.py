"""What people see, as files: each golden run is a command line and the file that holds its output."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from xfetch.cli.main import cli

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
# The width of what the documentation shows: what is not a terminal has none.
WIDTH = ("--width", "80")


@dataclass(frozen=True)
class GoldenRun:
    """``arguments`` as typed in the repository's top folder, on a terminal of 80 columns."""

    name: str
    arguments: tuple[str, ...]
    exit_code: int = 0

    @property
    def path(self) -> Path:
        return GOLDEN / self.name

    def output(self) -> str:
        """What the command prints, run in the top folder."""
        before = Path.cwd()
        os.chdir(ROOT)
        try:
            result = CliRunner(env={"GITHUB_ACTIONS": None, "XFETCH_CONTENT": None}).invoke(
                cli, [*self.arguments, *WIDTH]
            )
        finally:
            os.chdir(before)
        assert result.exit_code == self.exit_code, result.output
        # Which requests is installed is no matter of ours, nor whether this system allows namespaces.
        return re.sub(r"python-requests/[\d.]+", "python-requests/0", shut_in(result.output))


def shut_in(output: str) -> str:
    """The output as it is where the child gets a network of its own, which some systems refuse."""
    output = re.sub(
        r"^network: this system refuses .*\n(?:  .*\n)*?(?=\S| +#|\Z)", "", output, flags=re.M
    )
    return output.replace('"shut_in": false', '"shut_in": true')


_S = "sample_integrations"
GOLDEN_RUNS = (
    GoldenRun("run_twin.txt", ("run", f"{_S}/helloworld_twin", "--cycles", "5"), 1),
    GoldenRun("run_healthy_requests.txt", ("run", f"{_S}/healthy", "--cycles", "2", "-v")),
    GoldenRun("run_healthy_long.txt", ("run", f"{_S}/healthy", "--cycles", "60")),
    GoldenRun("run_third_cycle_fails.txt", ("run", f"{_S}/third_cycle_fails"), 1),
    GoldenRun("run_boundary.txt", ("run", f"{_S}/boundary_repeated"), 1),
    GoldenRun("run_since_1970.txt", ("run", f"{_S}/since_1970")),
    GoldenRun("run_fail_cycle.txt", ("run", f"{_S}/healthy", "--fail-cycle", "2")),
    GoldenRun("run_trace.txt", ("run", f"{_S}/healthy", "--cycles", "1", "--trace")),
    GoldenRun("run_event.txt", ("run", f"{_S}/helloworld_twin", "--event", "107"), 1),
    GoldenRun("run_quiet.txt", ("run", f"{_S}/helloworld_twin", "-q"), 1),
    GoldenRun(
        "run_unanswered.txt",
        ("run", f"{_S}/healthy", "--reply", "GET /nothing=@README.md"),
        4,
    ),
    GoldenRun(
        "run_json.json", ("run", f"{_S}/boundary_repeated", "--cycles", "2", "-o", "json"), 1
    ),
    *(
        GoldenRun(
            f"run_{name}.{suffix}",
            ("run", f"{_S}/boundary_repeated", "--cycles", "2", "-o", name),
            1,
        )
        for name, suffix in (
            ("jsonl", "jsonl"),
            ("junit", "xml"),
            ("sarif", "sarif"),
            ("github", "log"),
            ("markdown", "md"),
        )
    ),
    GoldenRun("troubleshoot.txt", ("troubleshoot", f"{_S}/healthy")),
    GoldenRun(
        "troubleshoot_pull.txt",
        ("troubleshoot", f"{_S}/boundary_repeated", "--context", '{"a": "b"}'),
    ),
    GoldenRun("samples.txt", ("samples",)),
)
