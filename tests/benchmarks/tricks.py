"""The tricks that the code plays for speed, each with what would stand there without it.

``docs/hot-path.md`` says what each gains, ``bench_tricks`` measures it. A trick is found by its text,
wherever the file lies; a test holds the texts against the code.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("cli", "emulator", "sample_integrations")
START, THIN, SIZED = "a start", "a thin cycle", "a sized cycle"
# A cycle with --merged; the real time of a cycle with an answer of 40 KB.
MERGED, WIDE = "a merged cycle", "a cycle of 40 KB, real time"
# Parts by themselves, see ``bench_parts``.
AGAIN, FIRST = "a page shown again", "a page shown first"
STORED, MASKED = "a stored fetch", "a masked text"


@dataclass(frozen=True)
class Trick:
    """``of`` is what it speeds up. ``off`` holds pairs: a text that stands once in the code, and what
    replaces it."""

    name: str
    of: str
    off: tuple[tuple[str, str], ...]


def _remembered(name: str, size: int) -> tuple[str, str]:
    """A function that remembers its answers, and the same without a memory."""
    return f"@lru_cache(maxsize={size})\ndef {name}(", f"def {name}("


def _imported(anchor: str, line: str) -> tuple[tuple[str, str]]:
    """An import that nobody needs there."""
    return ((anchor, f"{line}\n\n\n{anchor}"),)


TRICKS = (
    Trick(
        "LooseVersion without setuptools",
        START,
        (("module = _by_itself() if _NAME not in sys.modules else None", "module = None"),),
    ),
    Trick(
        "schemas are loaded for scenarios only",
        START,
        _imported("class HandOver:", "import jsonschema"),
    ),
    Trick(
        "the child imports nothing that judges",
        START,
        _imported("class HandOver:", "import xfetch.emulator.emulate"),
    ),
    Trick(
        "the collector rests",
        START,
        (
            ("    gc.disable()\n    try:", "    try:"),
            ("    gc.disable()\n    guard = importlib", "    guard = importlib"),
            ("        gc.disable()\n        try:", "        try:"),
            ("            gc.freeze()\n            gc.enable()", "            gc.enable()"),
            ("it need not.\n        gc.freeze()", "it need not."),
        ),
    ),
    Trick("the child starts ahead", START, (("if _wants_child(sys.argv[1:])", "if False"),)),
    Trick(
        "the clock is frozen once",
        THIN,
        (
            (
                "stop = batch(bench, schedule, early, hand_over, fetch=first)",
                "stop = None\n            while stop is None:\n"
                "                stop = batch(bench, schedule, early, hand_over, 0.0, fetch=first)\n"
                "                first, early = None, ()",
            ),
        ),
    ),
    Trick(
        "no CommonServerPython where the code cannot see it",
        THIN,
        (("needs_common_server(self._integration, self._finder.checkout)", "True"),),
    ),
    Trick(
        "values are copied without their text",
        THIN,
        (("    with suppress(_NotPlain):\n        return _copied(value, _DEEPEST)\n", ""),),
    ),
    Trick(
        "the journal is mapped memory",
        THIN,
        (("if self._shared or self._behind or end > HEAD_BYTES:", "if True:"),),
    ),
    Trick(
        "texts of the journal are used for the row",
        THIN,
        (("if len(self._texts) == len(entries):", "if False:"),),
    ),
    Trick(
        "secrets are looked for in the text",
        THIN,
        (
            ("if not _leaves_all([head, *documents], mask):", "if True:"),
            ("text if mask.leaves(text) else to_json(", "to_json("),
            ("if (calm and kind != EXCHANGE) or mask.leaves(text)", "if False"),
        ),
    ),
    Trick(
        "what repeats is remembered",
        THIN,
        (
            _remembered("iso", 16),
            _remembered("_headers", 256),
            _remembered("_is_line", 1024),
            _remembered("is_login_path", 256),
            _remembered("_is_of_records", 256),
            _remembered("_speaks_of_login", 256),
            _remembered("_of_headers", 64),
            _remembered("_always_in", 16),
            ("known = self._headers.get(headers)", "known = None"),
        ),
    ),
    Trick(
        "few URLs are taken apart",
        THIN,
        (
            (
                'if "@" not in url and not any(_MAY_BE_SENT.search(name)'
                " for name in _NAMES.findall(url)):",
                "if False:",
            ),
        ),
    ),
    Trick(
        "little is read of the environment",
        THIN,
        (
            ('return dict(getattr(os.environ, "_data", os.environ))', "return dict(os.environ)"),
            ("if folder.stat().st_mtime_ns == 0:", "if False:"),
            ("if logging.root.level != level:", "if True:"),
        ),
    ),
    Trick(
        "a thread alone moves the clock itself",
        THIN,
        (("if self._turns.alone():\n            with", "if False:\n            with"),),
    ),
    Trick("rows gather in the pipe", THIN, (("self._gather()\n        poll", "poll"),)),
    Trick(
        "the integration is compiled once",
        SIZED,
        (
            (
                "code or self.integration.code",
                "code or compile(self.integration.text, self.integration.code.co_filename, 'exec',"
                " dont_inherit=True)",
            ),
        ),
    ),
    Trick(
        "CommonServerPython is imported once",
        SIZED,
        (("fresh namespace each cycle.\n    merged: bool = False", "\n    merged: bool = True"),),
    ),
    Trick(
        "what is loaded is left alone",
        MERGED,
        (
            (
                "journal.clear()\n        # All that is loaded now lives as long as the process:"
                " the collector need not visit it.\n        gc.freeze()",
                "journal.clear()",
            ),
        ),
    ),
    Trick("the pipe is wide", WIDE, (('if hasattr(fcntl, "F_SETPIPE_SZ"):', "if False:"),)),
    Trick(
        "a shown event's text is kept",
        AGAIN,
        (("kept = store.memo(name)", "kept = dict()"),),
    ),
    Trick(
        "a new page is written name by name",
        FIRST,
        (("if len(numbers) >= _FEW and kept", "if False and kept"),),
    ),
    Trick("minutes of ISO times are remembered", FIRST, (_remembered("_minute", 4096),)),
    Trick("rows are stored a thousand at a time", STORED, (("_BATCH = 1_000", "_BATCH = 1"),)),
    Trick(
        "a text's own windows say which secrets it may hold",
        MASKED,
        (("if len(self._needles) > min(_FEW, len(text)):", "if False:"),),
    ),
)


@cache
def _texts(root: Path) -> dict[Path, str]:
    files = (file for top in PACKAGES[:2] for file in (root / top).rglob("*.py"))
    return {file: file.read_text(encoding="utf-8") for file in files}


def place_of(text: str, root: Path = ROOT) -> Path:
    """The one file of the code that holds the text. Raises LookupError."""
    found = {file: whole.count(text) for file, whole in _texts(root).items() if text in whole}
    if list(found.values()) != [1]:
        raise LookupError(f"must stand once in the code: {text!r} stands in {sorted(found)}")
    return next(iter(found))


def copied_without(tricks: Iterable[Trick], folder: Path) -> Path:
    """A copy of the packages in the folder, without these tricks: what to put on Python's path."""
    home = folder / "xfetch"
    for top in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / top, home / top, ignore=ignored)
    for text, instead in (pair for trick in tricks for pair in trick.off):
        file = home / place_of(text).relative_to(ROOT)
        file.write_text(file.read_text("utf-8").replace(text, instead), "utf-8")
    return folder
