"""The part of docs/explore.md about public integrations, made from the kept results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import yaml

from .search import Found, Searched
from .sweep import BUDGET, FILE, SEED, load

FOLDER = Path(__file__).parent
FIRST = FOLDER / "results_first.json"
CHECKED_FIRST, CHECKED = FOLDER / "checked_first.yml", FOLDER / "checked.yml"
# Finds of further integrations, after what those of CHECKED taught was mended.
CHECKED_LATER = FOLDER / "checked_later.yml"
# How many integrations reach a first request with nothing given (tests/conformance).
ALL = 213
KINDS = ("error", "open", "beyond", "setting")
VERDICTS = {
    "right": "right",
    "line": "right, but another line decides",
    "cause": "a real loss under a wrong cause",
    "kind": "real, but no error, or another guess decides",
    "wrong": "wrong",
}

Checked = Mapping[str, Mapping[str, tuple[str, str]]]


def checked(file: Path) -> Checked:
    """The finds that were checked by hand: by integration and cause the verdict and, unless it is right, what
    decides instead.
    """
    if not file.is_file():
        return {}
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        name: {cause: (words[0], words[1] if len(words) > 1 else "") for cause, words in of.items()}
        for name, of in document.items()
    }


def part() -> str:
    sweeps = [
        ("first", load(FIRST), checked(CHECKED_FIRST)),
        ("last", load(FILE), checked(CHECKED)),
    ]
    lines: list[str] = []
    for name, found, by_hand in sweeps:
        if found:
            lines += [*_figures(name, found), "", *_causes(found), "", *_by_hand(by_hand), ""]
    later = checked(CHECKED_LATER)
    if later:
        lines += [
            "Then what these had taught was mended, and further integrations were explored, on a busy"
            " machine:",
            "",
        ]
        lines += [*_by_hand(later), ""]
    return "\n".join(lines).rstrip() + "\n"


def _figures(name: str, found: Mapping[str, Searched]) -> Iterator[str]:
    explored = [one for one in found.values() if one.explored]
    finds = sum(len(one.finds) for one in found.values())
    share = "all" if len(found) >= ALL else f"{len(found)}, a sample by chance (seed {SEED}),"
    yield (
        f"**The {name} sweep** took {share} of the {ALL} integrations, {BUDGET} each on a slow machine:"
        f" {len(explored)} could be explored, with {median(one.worlds for one in explored):.0f} worlds in"
        f" the median; {finds} finds, by cause:"
    )


def _causes(found: Mapping[str, Searched]) -> Iterator[str]:
    every = [find for one in found.values() for find in one.finds]
    counts = Counter((find.cause, find.kind) for find in every)
    yield f"| cause | {' | '.join(KINDS)} |"
    yield f"|---|{'--:|' * len(KINDS)}"
    by_cause = Counter(find.cause for find in every)
    for cause, _ in sorted(by_cause.items(), key=lambda one: (-one[1], one[0])):
        yield f"| {cause} | {' | '.join(str(counts[cause, kind] or '-') for kind in KINDS)} |"


def _by_hand(by_hand: Checked) -> Iterator[str]:
    verdicts = Counter(verdict for of in by_hand.values() for verdict, _ in of.values())
    if not verdicts:
        yield "None was checked by hand yet."
        return
    told = "; ".join(f"{verdicts[one]} {words}" for one, words in VERDICTS.items() if verdicts[one])
    real = verdicts.total() - verdicts["wrong"]
    share = real / verdicts.total()
    yield f"{verdicts.total()} of these were checked by hand: {told}. {real} ({share:.0%}) are real."
    yield ""
    yield "| integration | find | verdict | what decides |"
    yield "|---|---|---|---|"
    for name, of in sorted(by_hand.items()):
        for cause, (verdict, why) in of.items():
            if verdict != "right":
                yield f"| {name} | {cause} | {VERDICTS[verdict]} | {why} |"


def find_of(found: Mapping[str, Searched], name: str, cause: str) -> Found | None:
    """Return the find of an integration with this cause; None if the sweep did not find it. The cause may
    have its line behind it: ``newest-first (317)``.
    """
    finds = found[name].finds if name in found else ()
    code, _, line = cause.rstrip(")").partition(" (")
    return next((one for one in finds if one.cause == code and one.line.endswith(line)), None)
