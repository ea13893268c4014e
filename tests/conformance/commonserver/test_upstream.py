"""The checkout's own tests of CommonServerPython, run against ours.

A test is applicable when it passes with the real one here, and asks for nothing that ours refuses.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TESTS = "Packs/Base/Scripts/CommonServerPython/CommonServerPython_test.py"
WANTED = 0.9
REFUSED = "is not emulated by xfetch"


def outcomes(content: Path, which: str, folder: Path) -> Mapping[str, list[str]]:
    """Each test's outcome and what it failed with."""
    saved = folder / f"{which}.json"
    data = folder / "test_data"
    if not data.exists():
        data.symlink_to((content / TESTS).parent / "test_data")
    environment = {
        **os.environ,
        "XFETCH_STAND_IN": which,
        "XFETCH_OUTCOMES": str(saved),
        "XFETCH_CONTENT": str(content),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TZ": "UTC",
    }
    plugins = ["-p", "tests.conformance.commonserver.stand_in", "-p", "no:cacheprovider"]
    options = ["-c", os.devnull, "--rootdir", str(folder), "--noconftest", "--tb=line", "-q"]
    command = [sys.executable, "-m", "pytest", *plugins, *options, str(content / TESTS)]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert saved.is_file(), done.stdout[-2000:] + done.stderr[-2000:]
    found: Mapping[str, list[str]] = json.loads(saved.read_text(encoding="utf-8"))
    return found


def test_the_checkouts_own_tests(content: Path, tmp_path: Path) -> None:
    for module in ("pytest_mock", "requests_mock", "pytz"):
        pytest.importorskip(module, reason=f"the checkout's tests import {module}")
    real = outcomes(content, "real", tmp_path)
    ours = outcomes(content, "embedded", tmp_path)
    passing = {name for name, (outcome, _) in real.items() if outcome == "passed"}
    refused = {name for name in passing if REFUSED in ours.get(name, ["", ""])[1]}
    applicable = passing - refused
    missing = ["failed", "not collected"]
    failed = {n: ours.get(n, missing)[1] for n in applicable if ours.get(n, missing)[0] != "passed"}
    told = "\n".join(f"{name}: {message[:200]}" for name, message in sorted(failed.items()))
    counts = (
        f"passed {len(applicable) - len(failed)}, failed {len(failed)},"
        f" not applicable {len(real) - len(applicable)}"
        f" ({len(refused)} refused, {len(real) - len(passing)} fail with the real one)"
    )
    print(f"\n{counts}\n{told}")
    assert len(failed) <= (1 - WANTED) * len(applicable), f"{counts}\n{told}"
