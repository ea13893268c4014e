"""The form of a product's answers, as the documents in a pack's tests and test data show it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..code_keys import keys_of
from ..code_reading.value import Awaited, Value
from ..endpoint import Endpoint
from ..guessed_api import Envelope
from ..skeleton import Skeleton, Styles, event_in
from .fit import Wanted, best_fit, best_without_events, functions_at, place_of
from .sampled import Sampled, sampled
from .samples import Sample, samples_of

_POOR = 0.75


@dataclass(frozen=True, eq=False)
class Evidence:
    """The documents (JSON values) in a pack's tests, and the facts of the code that help to recognise them.

    ``words`` are the text constants in the code, ``keys`` the keys that it reads, ``spans`` its functions
    with their first and last lines.
    """

    samples: tuple[Sample, ...]
    words: frozenset[str]
    keys: frozenset[str]
    spans: tuple[tuple[int, int, str], ...]

    def of(
        self,
        endpoint: Endpoint,
        awaited: Sequence[Awaited],
        answer: Value,
        known: Skeleton | None,
        styles: Styles,
        envelope: Envelope,
        *,
        completed: bool,
    ) -> Sampled | None:
        """Return the form of the answer to an endpoint's request, if a document shows it; else None.

        ``awaited`` are the calls in the code that send the request, ``answer`` is what the code reads from
        the answer, ``known`` is the form that follows from the code, and ``envelope`` surrounds the events if
        neither code nor document tells what does. With ``completed`` an event also gets the keys that the
        code reads and the document lacks.
        """
        if endpoint.method not in ("GET", "POST", "PUT"):
            return None
        found, listed = event_in(answer, single="{id}" in endpoint.path)
        place = place_of(answer, found) if found is not None else ()
        if place is None:
            return None
        lines = [*(one.lines for one in awaited), (endpoint.line, endpoint.line)]
        item = (found.item if listed else found) if found is not None else Value()
        wanted = Wanted(
            endpoint.method,
            endpoint.path,
            answer,
            place,
            item,
            listed,
            functions_at(lines, self.spans),
            self.keys,
        )
        fit = best_fit(wanted, self.samples) if not endpoint.login else None
        if fit is None and not endpoint.start and not item.is_read:
            fit = best_without_events(wanted, self.samples)
        if fit is None:
            return None
        # A test's answer of two keys shows little of what the product answers.
        poor = fit.share < _POOR
        return sampled(fit, known, self.words, styles, envelope, completed=completed or poor)


def evidence_of(text: str, folder: Path) -> Evidence | None:
    """Read the documents beside an integration whose code is ``text``; None if its folder has none."""
    samples = samples_of(folder)
    if not samples:
        return None
    tree = ast.parse(text)
    words = frozenset(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    spans = tuple(
        (node.lineno, node.end_lineno or node.lineno, node.name)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )
    return Evidence(samples, words, frozenset(keys_of(text)), spans)
