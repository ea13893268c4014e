"""Whether integrations ask the same with the embedded CommonServerPython as with the checkout's.

``python -m tests.conformance.embedded`` runs both for everything that reaches a first request, and
keeps the two first requests in ``embedded.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .census import Subject
from .ran import Bench
from .results import Row
from .sweep import param_options
from .verdict import REQUEST, first_request, verdict_of

FILE = Path(__file__).parent / "embedded.json"


@dataclass(frozen=True)
class Compared:
    """The first requests, method and URL with its query; where there is none, what it says."""

    id: str
    checkout: str
    embedded: str

    @property
    def equal(self) -> bool:
        return self.checkout == self.embedded


def compared(bench: Bench, subject: Subject, row: Row) -> Compared:
    """Run the integration twice, with the parameters that got it furthest."""
    options = () if row.generated.reached else param_options(subject)
    arguments = ["--cycles", "1", "--fill", row.fill, *options]
    return Compared(
        row.id,
        _asked(bench, subject, [*arguments, "--commonserver", "auto"]),
        _asked(bench, subject, [*arguments, "--commonserver", "embedded"]),
    )


def asks(rows: Iterable[Row]) -> dict[str, Row]:
    """The rows that can be compared, by id."""
    return {row.id: row for row in rows if row.best.kind == REQUEST}


def load(file: Path = FILE) -> tuple[Compared, ...]:
    if not file.is_file():
        return ()
    document = json.loads(file.read_text(encoding="utf-8"))
    return tuple(Compared(name, *pair) for name, pair in document.items())


def save(found: Sequence[Compared], file: Path = FILE) -> None:
    lines = (
        f"{json.dumps(item.id)}: {json.dumps([item.checkout, item.embedded], ensure_ascii=False)}"
        for item in found
    )
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _asked(bench: Bench, subject: Subject, arguments: Sequence[str]) -> str:
    ran = bench.run(subject.target, arguments)
    verdict = verdict_of(ran)
    return first_request(ran, whole=True) or f"{verdict.kind}: {verdict.detail}"


def main() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from .__main__ import WORKERS, bench_from_environment, write_page
    from .census import subjects
    from .results import load as load_rows

    bench, rows = bench_from_environment(), asks(load_rows())
    wanted = [subject for subject in subjects(bench.content) if subject.id in rows]
    with ThreadPoolExecutor(WORKERS) as pool:
        save(list(pool.map(lambda item: compared(bench, item, rows[item.id]), wanted)))
    write_page()


if __name__ == "__main__":
    main()
