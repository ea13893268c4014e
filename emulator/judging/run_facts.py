"""The facts of a run that rules read besides its fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..record.entries import CheckedJson, Json
from .identity import Identity
from .window.window import Window


@dataclass(frozen=True)
class RunFacts:
    """The facts of a run, besides its fetches, that rules read. They are saved with the run, so that a saved
    run gets the same findings later.

    ``identity`` (the field by which events are compared) and ``window`` (what the first run asked for) are
    found by judging;
    ``complete`` is False where the run stopped early;
    ``strict`` raises some severities (``--strict``);
    ``command`` is the command that the platform called;
    ``params`` are the instance's parameters, with secrets masked;
    ``manifest`` holds facts from the yml, ``code`` facts from the source text;
    ``file`` is the name of the integration's file, as in ``Acme.py:12``;
    ``canned`` says that the product's answers do not depend on the request;
    ``made_up`` says that xfetch guessed the product, and the user has not confirmed all of it;
    ``unfiltered`` says that it guessed so of a list which shows all events whatever a request asks for.
    """

    identity: Identity
    window: Window | None = None
    complete: bool = True
    strict: bool = False
    command: str = "fetch-incidents"
    interval_s: float = 60.0
    timeout_s: float = 300.0
    params: Mapping[str, Json] = field(default_factory=dict)
    manifest: Mapping[str, CheckedJson] = field(default_factory=dict)
    code: Mapping[str, CheckedJson] = field(default_factory=dict)
    file: str = ""
    canned: bool = False
    made_up: bool = False
    unfiltered: bool = False
