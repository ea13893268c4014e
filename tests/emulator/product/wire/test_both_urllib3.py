"""The fast path patches what is private to urllib3: proven on the major version that is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

ROOT = Path(__file__).parents[4]
HERE = Path(__file__).parent.relative_to(ROOT)
OTHER, MAJOR = ("urllib3>=2", "2") if urllib3.__version__ < "2" else ("urllib3<2", "1")
FILES = ("test_transport.py", "test_botocore.py", "test_live.py")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the other major version in it, to stand before the installed one."""
    folder = tmp_path_factory.mktemp("other")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-input"]
    pip += ["--disable-pip-version-check", "--retries", "0", "--timeout", "15"]
    done = subprocess.run(
        [*pip, "--target", str(folder), OTHER], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"{OTHER} cannot be installed: no package index is reached")
    return folder


def test_the_other_major_version(other: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(other)}
    shown = subprocess.run(
        [sys.executable, "-c", "import urllib3; print(urllib3.__version__)"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert shown.stdout.startswith(f"{MAJOR}.")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-o", "addopts=", "-p", "no:cacheprovider", "-q"]
        + [str(HERE / name) for name in FILES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
