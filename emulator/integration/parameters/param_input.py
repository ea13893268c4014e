"""Read an instance's parameters from ``--param name=value`` and from the file of ``--params``."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ...errors import LoadError, UsageError
from ...record.entries import Json
from ..yaml_text import parse_yaml

_MAX_BYTES = 20_000_000


def parse_assignment(text: str) -> tuple[str, str]:
    """Split ``name=value`` of ``--param`` at the first ``=``.

    Raises UsageError for a text without ``=`` or without a name. The message contains the text only if it
    looks like a name: anything else may be a secret.
    """
    name, equals, value = text.partition("=")
    name = name.strip()
    if not equals:
        shown = f", not {name}" if re.fullmatch(r"[A-Za-z_.-]{1,40}", name) else ""
        raise UsageError(
            f"a parameter is given as NAME=VALUE{shown}",
            where="--param",
            advice=("such as --param max_fetch=10",),
        )
    if not name:
        raise UsageError(
            "the parameter has no name before the =",
            where="--param",
            advice=("such as --param max_fetch=10",),
        )
    return name, value


def read_params_file(path: Path) -> dict[str, Json]:
    """Read the parameters in a YAML or JSON file (``--params``); an empty file gives none.

    Raises UsageError for a file that cannot be read or holds no mapping, LoadError for broken YAML or JSON.
    """
    text = _text(path)
    if path.suffix.lower() == ".json":
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            said = getattr(error, "msg", "nested too deep")
            raise LoadError(
                f"the parameter file holds broken JSON: {said}", where=f"{path}:{line}"
            ) from error
    else:
        document = parse_yaml(text, str(path))
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise UsageError(
            "the parameter file must hold a mapping of parameter names to values",
            where=f"--params {path}",
            advice=("url: https://example.com", "credentials: {identifier: me, password: secret}"),
        )
    return {str(name): value for name, value in document.items()}


def _text(path: Path) -> str:
    where = f"--params {path}"
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError("the parameter file is larger than 20 MB", where=where)
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError("the parameter file does not exist", where=where) from error
    except OSError as error:
        raise UsageError(
            f"the parameter file cannot be read: {error.strerror}", where=where
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            "the parameter file is not text in UTF-8",
            where=where,
            advice=("give a YAML or JSON file, saved as UTF-8",),
        ) from error
