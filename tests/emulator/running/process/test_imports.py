"""What each of the two processes of a run imports: nothing that only the other one needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

SUPERVISOR = "xfetch.cli.commands.run"
CHILD = "xfetch.emulator.running.process.child"
RUNS_CYCLES = (
    "clock",
    "demisto",
    "product",
    "running.bench",
    "running.cycle",
    "integration.runtime",
)
PREPARES_AND_JUDGES = (
    "judging",
    "reports",
    "running.prepare",
    "running.process.supervisor",
    "timeline",
)


@pytest.mark.parametrize(
    ("module", "needless"), [(SUPERVISOR, RUNS_CYCLES), (CHILD, PREPARES_AND_JUDGES)]
)
def test_a_process_does_not_import_what_only_the_other_needs(
    module: str, needless: tuple[str, ...]
) -> None:
    code = f"import sys, {module}\nprint(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = [
        name
        for name in shown.stdout.split()
        for room in needless
        if f"{name}.".startswith(f"xfetch.emulator.{room}.")
    ]
    assert loaded == []
    assert module in shown.stdout.split()


@pytest.mark.parametrize("module", [SUPERVISOR, CHILD])
def test_neither_imports_a_library_before_it_is_needed(module: str) -> None:
    code = f"import sys, {module}\nprint(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    late = {"yaml", "freezegun", "jsonschema", "rich", "requests", "dateparser", "lark", "jinja2"}
    assert not late & set(shown.stdout.split())
