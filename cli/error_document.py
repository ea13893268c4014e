"""The JSON document of an error, for programs that asked for ``-o json``: stdout can be parsed whatever
happens.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import click

from xfetch.emulator.errors import (
    CannotWrite,
    LoadError,
    NotEmulatedError,
    UsageError,
    VendorError,
    XfetchError,
)

# The first class that fits names the error. Programs read these names, so they stay.
_CODES: tuple[tuple[type[XfetchError], str], ...] = (
    (CannotWrite, "cannot-write"),
    (UsageError, "usage"),
    (LoadError, "cannot-load"),
    (VendorError, "vendor-file"),
    (NotEmulatedError, "not-emulated"),
)
# Errors of no class: a bug of xfetch, Ctrl-C, and what the machine lacks (disk, memory, open files).
_INTERNAL = "internal"
CODES = (*(code for _, code in _CODES), _INTERNAL, "interrupted", "machine")
# The options whose values may hold a secret.
_SECRETIVE = ("--param", "--env", "--last-run", "--context", "--reply")
# As in reports. Their mask is not imported: a run must not wait for that.
MASK = "********"
_WRITTEN = "xfetch.document_written"


def code_of(error: XfetchError) -> str:
    """Return the name of an error for programs, such as ``usage``."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), _INTERNAL)


def wants_document(argv: Sequence[str]) -> bool:
    """Whether these arguments ask for JSON on stdout: ``-o json``, ``-ojson``, ``--output json``,
    ``--output=json``.
    """
    pairs = pairwise([*argv, ""])
    return any(
        one in ("-ojson", "--output=json") or (one in ("-o", "--output") and after == "json")
        for one, after in pairs
    )


def note_written(ctx: click.Context) -> None:
    """Note that a JSON document stands on stdout, so that an error adds no second one."""
    ctx.meta[_WRITTEN] = True


def is_written(ctx: click.Context | None) -> bool:
    """Whether a JSON document stands on stdout."""
    return ctx is not None and bool(ctx.meta.get(_WRITTEN))


def document(code: str, error: XfetchError, argv: Sequence[str]) -> str:
    """Return the JSON document of an error; ``argv`` are the arguments of the command line. The values that
    they give to parameters, states and replies are masked.
    """
    parts = {
        "code": code,
        "message": error.what,
        "where": error.where,
        "hint": list(error.advice),
        "argv": [_without_secret(one) for one in argv],
    }
    return json.dumps({"error": parts}, indent=1)


def _without_secret(word: str) -> str:
    """Return an argument with what may be a secret masked: JSON, and the value of ``NAME=VALUE``."""
    name, equals, _ = word.partition("=")
    if word.lstrip()[:1] in ("{", "["):
        return MASK
    harmless = word.startswith("--") and name not in _SECRETIVE
    return f"{name}={MASK}" if equals and not harmless else word
