"""Messages about parameters name the file that the parameter came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..errors import UsageError

_PREFIXES = ("--param ", "parameter ")


@contextmanager
def named_by_origin(origins: Mapping[str, str]) -> Iterator[None]:
    """Let an error about a parameter begin with its file; ``origins`` are by the parameter's name.

    Raises the UsageError that the block raised, with another ``where``.
    """
    try:
        yield
    except UsageError as error:
        prefix = next((one for one in _PREFIXES if error.where.startswith(one)), "")
        name = error.where[len(prefix) :]
        # Of credentials the file has the whole, the message one field.
        origin = origins.get(name) or origins.get(name.partition(".")[0]) if prefix else None
        if origin is None:
            raise
        where = f"{origin}: parameter {name}"
        raise UsageError(error.what, where=where, advice=error.advice) from error
