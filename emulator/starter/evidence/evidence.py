"""The form of a product's answers, as the documents in a pack's tests and test data show it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...record.entries import Json
from ..code_keys import keys_of
from ..code_reading.events_in import event_in
from ..code_reading.value import Awaited, Value
from ..endpoint import Endpoint
from ..guessed_api import Envelope
from ..skeleton import Skeleton, Styles
from .fit import Wanted, best_fit, best_without_events, functions_at, place_of
from .readme import readme_samples
from .sampled import Sampled, sampled
from .samples import Sample, samples_of

_POOR = 0.75
# The method and the path of a request.
Place = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Evidence:
    """The documents (JSON values) in a pack's tests, and the facts of the code that help to recognise them.

    ``samples`` are the documents in tests and test data, ``examples`` those in the pack's README. ``words``
    are the text constants in the code, ``keys`` the keys that it reads, ``spans`` the first line, the last
    line and the name of each of its functions.
    """

    samples: tuple[Sample, ...]
    examples: tuple[Sample, ...]
    words: frozenset[str]
    keys: frozenset[str]
    spans: tuple[tuple[int, int, str], ...]

    def without(self, documents: Iterable[Json]) -> Evidence:
        """Return the evidence without the samples that hold one of these documents."""
        used = {id(one) for one in documents}
        kept = [
            tuple(one for one in samples if used.isdisjoint(map(id, _objects_in(one.document))))
            for samples in (self.samples, self.examples)
        ]
        return replace(self, samples=kept[0], examples=kept[1])

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
        fit = None
        if not endpoint.login:
            fit = best_fit(wanted, self.samples) or best_fit(wanted, self.examples)
        if fit is None and not endpoint.start and not item.is_read:
            fit = best_without_events(wanted, self.samples)
        if fit is None:
            return None
        # A test's answer of two keys shows little of what the product answers.
        poor = fit.share < _POOR
        return sampled(fit, known, self.words, styles, envelope, completed=completed or poor)


def _objects_in(document: Json) -> Iterator[Json]:
    """Yield a document and the objects in it, outside its lists."""
    yield document
    if isinstance(document, Mapping):
        for inner in document.values():
            yield from _objects_in(inner)


def evidence_of(text: str, folder: Path) -> Evidence | None:
    """Read the documents beside an integration whose code is ``text``; None if its folder has none."""
    samples, examples = samples_of(folder), tuple(readme_samples(folder))
    if not samples and not examples:
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
    return Evidence(samples, examples, words, frozenset(keys_of(text)), spans)


def once_each(found: Sequence[tuple[Place, Sampled]]) -> Mapping[Place, Sampled]:
    """Return the answers that documents show, by method and path, each document for one request only.

    A document that no test ties to a request is used for the request that it fits best.
    """
    best: dict[int, float] = {}
    for _, one in found:
        best[id(one.document)] = max(one.score, best.get(id(one.document), one.score))
    kept: dict[Place, Sampled] = {}
    used: set[int] = set()
    for place, one in found:
        first = one.score == best[id(one.document)] and id(one.document) not in used
        if one.tied or first:
            kept[place] = one
            used.add(id(one.document))
    return kept
