"""Pages in a real browser, where there is one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    # A page beside another one may look into it.
    "--allow-file-access-from-files",
)
_VIRTUAL_TIME = "--virtual-time-budget=4000"
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here")

# The document is complete, and its text is taken, when all frames have been looked into.
_BESIDE = """<!DOCTYPE html><meta charset="utf-8"><pre id="told"></pre><script>
const told = [], look =
{look};
function looks(frame, at) {{
  told[at] = look(frame.contentWindow, frame.contentDocument);
  document.getElementById("told").textContent = JSON.stringify(told);
}}
</script>{frames}"""
_FRAME = """<iframe src="page.html{address}" style="width: {width}px; height: 844px; border: 0"
  onload="looks(this, {at})"></iframe>"""


def chromium(path: Path, *flags: str) -> str:
    """The document after the page drew itself.

    The browser keeps sockets in its folder for temporary files and beside its profile: the address of a
    socket holds about a hundred characters, so that both lie in a folder with a short path.
    """
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as short:
        profile = f"--user-data-dir={short}/profile"
        done = subprocess.run(
            [CHROMIUM, *_FLAGS, *flags, profile, "--dump-dom", path.as_uri()],
            env={**os.environ, "TMPDIR": short, "HOME": short},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=True,
        )
    return done.stdout


def dom(text: str, folder: Path, acts: str = "") -> str:
    """The document after the page drew itself and ``acts`` (JavaScript) was done to it."""
    home = folder / "page.html"
    home.write_text(text.replace("</body>", f"<script>{acts}</script></body>"), encoding="utf-8")
    return chromium(home, _VIRTUAL_TIME)


def looked_at(
    text: str, folder: Path, look: str, widths: tuple[int, ...], addresses: tuple[str, ...] = ("",)
) -> list[Any]:
    """What ``look`` returns for each address and width of the page.

    It is a JavaScript function of the page's window and document. An address is the part that begins
    with ``#``.
    """
    (folder / "page.html").write_text(text, encoding="utf-8")
    frames = "".join(
        _FRAME.format(address=address, width=width, at=at)
        for at, (address, width) in enumerate(product(addresses, widths))
    )
    beside = folder / "beside.html"
    beside.write_text(_BESIDE.format(look=look, frames=frames), encoding="utf-8")
    found = re.search(r'<pre id="told">(.*?)</pre>', chromium(beside), re.S)
    assert found
    assert found[1], "the browser did not come to the end"
    told: list[Any] = json.loads(unescape(found[1]))
    return told


def ready_ms(text: str, folder: Path) -> int:
    """After how many milliseconds of real time the page could be used."""
    home = folder / "page.html"
    home.write_text(text, encoding="utf-8")
    found = re.search(r'data-ready="(\d+)"', chromium(home))
    assert found, "the page did not draw itself"
    return int(found[1])
