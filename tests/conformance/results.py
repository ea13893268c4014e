"""What a whole sweep came to: kept in ``results.json``, which the page in the docs is made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .again import Again
from .verdict import Verdict

FOLDER = Path(__file__).parent
FILE = FOLDER / "results.json"
FILLS = ("required", "secrets")


@dataclass(frozen=True)
class Row:
    """One integration: a verdict per ``--fill``, one with parameters by hand where those were
    needed, and what the cycles after the first did against a vendor that answers anything."""

    id: str
    target: str
    by_fill: Mapping[str, Verdict]
    by_hand: Verdict | None = None
    again: Again | None = None

    @property
    def generated(self) -> Verdict:
        """The better verdict of those with made-up parameters."""
        return min(self.by_fill.values(), key=lambda verdict: verdict.rank)

    @property
    def best(self) -> Verdict:
        """With the parameters by hand counted where they got further."""
        verdicts = (self.generated, self.by_hand) if self.by_hand else (self.generated,)
        return min(verdicts, key=lambda verdict: verdict.rank)

    @property
    def fill(self) -> str:
        """The ``--fill`` that made the better verdict."""
        return min(self.by_fill, key=lambda fill: self.by_fill[fill].rank)


def load(file: Path = FILE) -> tuple[Row, ...]:
    document = json.loads(file.read_text(encoding="utf-8"))
    return tuple(_row(name, row) for name, row in document.items())


def save(rows: Iterable[Row], file: Path = FILE) -> None:
    """One integration a line, so that a difference shows what moved."""
    lines = (f"{_text(row.id)}: {_text(_plain(row))}" for row in rows)
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _row(name: str, row: Mapping[str, Any]) -> Row:
    by_hand, again = row.get("by_hand"), row.get("again")
    return Row(
        id=name,
        target=row["target"],
        by_fill={fill: Verdict(*row[fill]) for fill in FILLS if fill in row},
        by_hand=Verdict(*by_hand) if by_hand else None,
        again=Again(**{**again, "requests": tuple(again["requests"])}) if again else None,
    )


def _plain(row: Row) -> dict[str, Any]:
    plain: dict[str, Any] = {"target": row.target}
    plain.update({fill: _pair(verdict) for fill, verdict in row.by_fill.items()})
    if row.by_hand:
        plain["by_hand"] = _pair(row.by_hand)
    if row.again:
        plain["again"] = asdict(row.again)
    return plain


def _pair(verdict: Verdict) -> list[str]:
    return [verdict.kind, verdict.detail]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
