"""The option ``--open``: opens the HTML page that a command wrote in the user's browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from xfetch.emulator.errors import UsageError

from .declaring import option
from .outputs import Output
from .terminal import echo

# Without one of these variables a Linux or BSD system has no screen to open a browser on.
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")


def open_option() -> Any:
    """Declare the option ``--open``."""
    return option(
        "--open", is_flag=True, help="Open the page that -o html:FILE wrote in the browser."
    )


def check_open(wanted: bool, outputs: tuple[Output, ...]) -> None:
    """Raise UsageError if ``--open`` is given and no HTML page is written to a file."""
    if wanted and _page(outputs) is None:
        raise UsageError(
            "there is no page to open",
            where="--open",
            advice=("write one: -o html:run.html --open",),
        )


def open_page(wanted: bool, outputs: tuple[Output, ...]) -> None:
    """Open the page in the browser if that is wanted, and say so on stderr. On a machine without a screen,
    print its path instead.
    """
    page = _page(outputs)
    if not wanted or page is None or not page.is_file():
        return
    if not _has_screen():
        echo(f"not opened, because there is no screen: {page}", err=True)
        return
    # The commands that open nothing need not wait for this module.
    import webbrowser

    try:
        opened = webbrowser.open(page.resolve().as_uri())
    except webbrowser.Error:
        opened = False
    echo(f"{'opened in the browser' if opened else 'no browser could be opened'}: {page}", err=True)


def _page(outputs: tuple[Output, ...]) -> Path | None:
    pages = (output.path for output in outputs if output.format == "html")
    return next((path for path in pages if path is not None), None)


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in _SCREENS)
