"""The documentation page that the results make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .embedded import Compared
from .living import Living, Run
from .results import FILLS, Row
from .starters import EVENTS, KINDS, Started
from .verdict import CLASSES, REQUEST, Verdict

_HEAD = """\
# Conformance

How far xfetch gets with the integrations of the public content repository, in a checkout of
October 2022 with the libraries of that month (`tests/conformance/requirements-2022.txt`). This page
is written by the sweep, and a test compares it with its results (`tests/conformance/results.json`).

Counted is every integration that implements fetch-incidents in Python 3: a yml whose script is
Python and not `python2`, and code that names the command. Each runs in a process of its own, 60 s
of real time at most, two cycles, no network, and no parameter given: placeholders are made from a
parameter's name, label and type, and from nothing else. *First request* means that the integration
parsed its parameters, built its client and asked for something; *clean end* that both cycles ended
well without asking.
"""
_TAIL = """\
## How to reproduce

    python3.11 -m venv .venv-2022
    .venv-2022/bin/pip install -r tests/conformance/requirements-2022.txt
    .venv-2022/bin/pip install -e .
    XFETCH_CONTENT=content XFETCH_CONFORMANCE_PYTHON=.venv-2022/bin/python pytest tests/conformance

runs every integration again and compares with the results that are committed. The interpreter is
pytest's own where none is named; without the pinned libraries the tests skip, and say so.
`python -m tests.conformance` with the same two variables makes the results and this page again,
`python -m tests.conformance.embedded` the comparison of the two CommonServerPythons,
`python -m tests.conformance.starters` the starters (it can go on after an interruption).
"""


def page(
    rows: Sequence[Row],
    pairs: Sequence[Compared],
    notes: Mapping[str, str],
    starters: Mapping[str, Started] | None = None,
    checked: Mapping[int, Mapping[str, str]] | None = None,
    living: Living | None = None,
) -> str:
    """The whole page as Markdown; ``notes`` has something to say of integrations, by id.

    ``checked`` says, by the seed of each draw, what is wrong in a starter that was compared with the code.
    ``living`` are runs of integrations of today, which were checked by hand.
    """
    parts = [
        _HEAD,
        _figures(rows),
        _second(rows, notes),
        _embedded(pairs),
        _starters(starters or {}, sum(row.generated.kind == REQUEST for row in rows)),
        _checked(checked or {}),
        _living(living),
        _short_of(rows, notes),
        _TAIL,
    ]
    return "\n".join(part for part in parts if part)


def _figures(rows: Sequence[Row]) -> str:
    columns: list[tuple[str, list[Verdict]]] = []
    for fill in FILLS:
        ran = [row.by_fill[fill] for row in rows if fill in row.by_fill]
        only = "" if len(ran) == len(rows) else f" ({len(ran)} of them)"
        columns.append((f"`--fill {fill}`{only}", ran))
    columns.append(("the better of both", [row.generated for row in rows]))
    columns.append(("with parameters by hand", [row.best for row in rows]))
    counts = [Counter(verdict.kind for verdict in verdicts) for _, verdicts in columns]
    lines = [
        f"## Figures: {len(rows)} integrations\n",
        _row("class", *(name for name, _ in columns)),
        _row("---", *("--:" for _ in columns)),
        *(_row(kind, *(str(count[kind]) for count in counts)) for kind in CLASSES),
        _row(
            "**reached** (first two)",
            *(f"**{sum(verdict.reached for verdict in verdicts)}**" for _, verdicts in columns),
        ),
    ]
    return "\n".join(lines) + "\n"


def _second(rows: Sequence[Row], notes: Mapping[str, str]) -> str:
    tried = [row.again for row in rows if row.again]
    if not tried:
        return ""
    groups = {
        "ends well": [item for item in tried if item.first == "ok"],
        "fails on the answer": [
            item for item in tried if item.first != "ok" and item.second != "none"
        ],
        "asks past HTTP, where no vendor answers": [
            item for item in tried if item.second == "none"
        ],
    }
    lines = [
        "## The second cycle\n",
        "Those that get there run three cycles against a vendor that answers anything with whatever"
        "\nthe code looks for, empty. What a second cycle does is compared with the first.\n",
        _row("first cycle", "integrations", "second cycle as the first"),
        _row("---", "--:", "--:"),
        *(
            _row(name, str(len(group)), str(sum(item.kept for item in group)))
            for name, group in groups.items()
        ),
    ]
    exceptions = [row for row in rows if row.again and not row.again.kept]
    if exceptions:
        lines += ["", "Not as the first:\n", _row("integration", "first", "second", "says", "note")]
        lines.append(_row("---", "---", "---", "---", "---"))
        lines += [
            _row(
                row.id, row.again.first, row.again.second, _cell(row.again.note), _note(notes, row)
            )
            for row in exceptions
            if row.again
        ]
    return "\n".join(lines) + "\n"


def _embedded(pairs: Sequence[Compared]) -> str:
    if not pairs:
        return ""
    equal = sum(pair.equal for pair in pairs)
    lines = [
        "## With the embedded CommonServerPython\n",
        f"{equal} of {len(pairs)} compared ({equal / len(pairs):.1%}) ask first for the same, method and"
        "\nURL with its query, as with the checkout's own CommonServerPython.",
    ]
    others = [pair for pair in pairs if not pair.equal]
    if others:
        lines += ["", _row("integration", "with the checkout's", "with the embedded one")]
        lines.append(_row("---", "---", "---"))
        lines += [_row(pair.id, _cell(pair.checkout), _cell(pair.embedded)) for pair in others]
    return "\n".join(lines) + "\n"


def _starters(found: Mapping[str, Started], wanted: int) -> str:
    if not found:
        return ""
    counts = Counter(one.kind for one in found.values())
    lines = [
        "## Starters\n",
        f"What `xfetch init` writes, and what `xfetch run` makes of it, for {len(found)} of the {wanted}"
        "\nintegrations that reach a first request, in the order of a seed: no parameter, no recording, no"
        "\nedit. Each in a fork of one process, without the alternatives of its guesses, and with the jinja2"
        "\nand lark of today. init watches for 15 s of processor time; of real time it may take more here,"
        "\nsince the machine is busy.\n",
        _row("what came", "integrations"),
        _row("---", "--:"),
        *(_row(kind, str(counts[kind])) for kind in KINDS),
        "",
        *_green(found.values()),
        "Without an event:\n",
        _row("integration", "what came", "says"),
        _row("---", "---", "---"),
        *(
            _row(name, one.kind, _cell(one.says))
            for name, one in sorted(found.items())
            if one.kind != EVENTS
        ),
    ]
    return "\n".join(lines) + "\n"


def _green(found: Iterable[Started]) -> Iterator[str]:
    """Yield what the page says of the runs in which events came: which are green, and which are not."""
    came = [one for one in found if one.kind == EVENTS]
    many = [one for one in came if one.too_many]
    green, too_many = (sum(one.green for one in some) for some in (came, many))
    unknown = sum(bool(one.says) for one in came)
    yield (
        f"Of those with events {green} end with exit code 0; as long as a guess about the product is not"
        f"\nconfirmed, such a run is NOT PROVEN, and not PASSED. From {len(many)} came more incidents than"
        f"\nthe product has events; {too_many} of these end with 0. {unknown} runs say that their own made-up"
        "\nproduct is too little known to tell duplicates or missed events.\n"
    )


def _checked(draws: Mapping[int, Mapping[str, str]]) -> str:
    if not draws:
        return ""
    figures = [
        f"| {seed} | {len(one)} | {sum(not wrong for wrong in one.values())} |"
        for seed, one in draws.items()
    ]
    lines = [
        "Starters with events, drawn by a seed before any of them was read, were compared with the code:"
        "\nenvelope, ids, boundary, order and pages. After each draw the kinds of what was wrong were mended."
        "\nNo draw is blind: the requests of some of the integrations had been read before, to mend how init"
        "\nreads requests. A guess that lists what else is possible and that the code does not decide counts"
        "\nas right. tests/conformance/starters_checked.yml says from which integrations each seed drew.\n",
        _row("seed", "starters", "right in all five"),
        _row("---", "--:", "--:"),
        *figures,
        "\nThose that are not:\n",
        _row("seed", "integration", "what is wrong"),
        _row("---", "---", "---"),
        *(
            _row(str(seed), name, _cell(wrong))
            for seed, one in draws.items()
            for name, wrong in sorted(one.items())
            if wrong
        ),
    ]
    return "\n".join(lines) + "\n"


def _living(living: Living | None) -> str:
    if living is None:
        return ""
    right = sum(run.right.startswith("yes") for run in living.runs)
    names = dict.fromkeys(run.integration for run in living.runs)
    lines = [
        "## Integrations of today\n",
        f"{len(names)} public integrations, of 2024 or later as far as is known, ran without a checkout,"
        f"\neach with its whole yml and under scenarios written for it. Code and yml are those of the"
        f"\nrepository's stored copies: their sizes agree, and so do the begin and the end of each 16,000"
        f"\ncharacters. {right} of the {len(living.runs)} verdicts agree with the code, with which each was"
        f"\ncompared by hand on {living.checked}.\n",
        _row(
            "integration", "version", "command", "world", "cycles", "what came", "verdict", "right"
        ),
        _row("---", "---", "---", "---", "--:", "---", "---", "---"),
        *(_row(*_whole_cells(run)) for run in living.runs),
        "",
        *(f"- {fact}" for fact in living.short_of),
    ]
    return "\n".join(lines) + "\n"


def _whole_cells(run: Run) -> Iterator[str]:
    yield from (run.integration, run.version, run.command, run.world, str(run.cycles), run.came)
    yield from (run.said, run.right)


def _short_of(rows: Iterable[Row], notes: Mapping[str, str]) -> str:
    lines = [
        "## What does not get there without parameters by hand\n",
        _row("integration", "class", "says", "by hand", "note"),
        _row("---", "---", "---", "---", "---"),
    ]
    for row in rows:
        if not row.generated.reached:
            hand = row.by_hand.kind if row.by_hand else "-"
            says = _cell(row.generated.detail)
            lines.append(_row(row.id, row.generated.kind, says, hand, _note(notes, row)))
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _note(notes: Mapping[str, str], row: Row) -> str:
    return notes.get(row.id, "")


def _cell(text: str) -> str:
    """Text that cannot break the table, nor be taken for markup."""
    text = text.replace("|", "/").replace("<", "‹").replace(">", "›")
    return text if len(text) <= 110 else text[:109] + "…"
