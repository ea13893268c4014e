"""Mask secrets in errors that are raised before the integration's parameters are built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..errors import XfetchError
from ..integration.parameters.given_secrets import every_text, given_secrets
from ..integration.source import load
from ..masking.mask import Mask
from ..masking.masked_error import masked_error
from ..record.entries import Json
from .target import target_of


@contextmanager
def given_masked(target: Path, given: Mapping[str, Json]) -> Iterator[None]:
    """While this context is open, mask the secrets among the user's parameters in an XfetchError.

    A message about a scenario may quote these parameters. The integration's yml tells which of them are
    secrets; if the target is not a readable integration, all of them are.
    """
    try:
        yield
    except XfetchError as error:
        made = masked_error(error, Mask(_secrets(target, given)))
        if made is error:
            raise
        raise made from None


def _secrets(target: Path, given: Mapping[str, Json]) -> Iterator[str]:
    try:
        declared = load(target_of(target)).manifest.parameters
    except XfetchError:
        yield from every_text(given)
    else:
        yield from given_secrets(declared, given)
