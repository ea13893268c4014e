"""Runs integrations one by one and says how far each gets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .census import Subject
from .ran import Bench
from .results import FILLS
from .verdict import Verdict, verdict_of

BY_HAND = Path(__file__).parent / "params_by_hand.yml"


@dataclass(frozen=True)
class Generated:
    """The verdicts with made-up parameters, by ``--fill``; the better one counts."""

    by_fill: Mapping[str, Verdict]

    @property
    def best(self) -> Verdict:
        return min(self.by_fill.values(), key=lambda verdict: verdict.rank)

    @property
    def fill(self) -> str:
        return next(fill for fill, verdict in self.by_fill.items() if verdict == self.best)


def with_placeholders(bench: Bench, subject: Subject, *, both: bool = False) -> Generated:
    """Two cycles without a network, every parameter a placeholder.

    ``both`` runs the second ``--fill`` also where the first one sufficed.
    """
    verdicts: dict[str, Verdict] = {}
    for fill in FILLS:
        ran = bench.run(subject.target, ["--cycles", "2", "--fill", fill])
        verdicts[fill] = verdict_of(ran)
        if verdicts[fill].reached and not both:
            break
    return Generated(verdicts)


def by_hand(bench: Bench, subject: Subject, fill: str = "required") -> Verdict:
    """Two cycles with the parameters of ``params_by_hand.yml``, placeholders for the rest."""
    arguments = ["--cycles", "2", "--fill", fill, *param_options(subject)]
    return verdict_of(bench.run(subject.target, arguments))


def param_options(subject: Subject) -> list[str]:
    """``--param`` for each parameter set by hand; empty where nothing is."""
    params = parameters_by_hand().get(subject.id, {})
    return [
        text for name, value in params.items() for text in ("--param", f"{name}={_typed(value)}")
    ]


def parameters_by_hand() -> dict[str, dict[str, Any]]:
    document = yaml.safe_load(BY_HAND.read_text(encoding="utf-8")) or {}
    return {str(name): dict(params) for name, params in document.items()}


def _typed(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
