"""Splits findings into those to report and those that another finding implies: a report shows only one of
two.

The pages of the rules say which findings imply others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .finding import SEVERITIES, Finding
from .rules.cursor import ONLY_REPEATS

_NEVER_RECOVERS = ("XF214", "XF407", "XF416", "XF417")
# For each rule the rules that imply it where they are about all of its cycles: a fetch that slept longer than
# the interval also took longer, and so on.
_TOLD_BY: Mapping[str, Sequence[str]] = {
    "XF201": _NEVER_RECOVERS,
    "XF208": ("XF101",),
    "XF303": ("XF301",),
    "XF403": ("XF417",),
    "XF404": ("XF405",),
}


def split_implied(
    findings: Sequence[Finding],
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings to report, and those that one of them implies, each in the given order."""
    implied = tuple(one for one in findings if any(_implies(other, one) for other in findings))
    return tuple(one for one in findings if one not in implied), implied


def _implies(telling: Finding, other: Finding) -> bool:
    if telling.rule not in _TOLD_BY.get(other.rule, ()) or not other.cycles:
        return False
    # A run that creates nothing new has no newer time to save. One that does should have moved on.
    if other.rule == "XF208" and other.shape != ONLY_REPEATS:
        return False
    as_grave = SEVERITIES.index(telling.severity) <= SEVERITIES.index(other.severity)
    return as_grave and set(other.cycles) <= set(telling.cycles)


# For each cause the rules that report what it leads to: their advice would only treat the symptom.
_WRONG_TIMES = ("XF108", "XF122", "XF123", "XF207", "XF208", "XF209", "XF301", "XF303")
# A cause of its own, but not beside one that makes times wrong.
_SYMPTOM = "asks-since-1970"
_LED_TO: Mapping[str, Sequence[str]] = {
    "zone": _WRONG_TIMES,
    "seconds-for-milliseconds": _WRONG_TIMES,
    "position-set-to-clock": ("XF209", "XF303"),
    "position-kept": ("XF204", "XF208"),
    "position-not-saved": ("XF204", "XF208"),
    "order-not-guaranteed": ("XF207",),
    "saved-before-sent": ("XF205",),
    "parameter-of-another-name": ("XF431",),
    "state-grows": ("XF211", "XF215"),
    "stream-starves": ("XF121", "XF418"),
}


def led_to(
    findings: Sequence[Finding], repeats: Mapping[int, int]
) -> list[tuple[Finding, tuple[Finding, ...]]]:
    """Return the findings that are not merely a consequence of another finding's cause. Each comes with the
    findings that are a consequence of its own.

    A position that is never saved, for example, also leads to the finding that setLastRun was never called.
    ``repeats`` maps a cycle to the number of duplicates that it created.
    """
    leader: dict[int, int] = {}
    for at, finding in enumerate(findings):
        for number, other in enumerate(findings):
            free = at != number and number not in leader and at not in leader
            if free and (_leads(finding, other) or _takes_room(finding, other, repeats)):
                leader[number] = at
    return [
        (one, tuple(two for number, two in enumerate(findings) if leader.get(number) == at))
        for at, one in enumerate(findings)
        if at not in leader
    ]


def _leads(finding: Finding, other: Finding) -> bool:
    if finding.cause is None:
        return False
    # A finding with a cause of its own is reported, but one cause need not be reported twice.
    own = other.cause.code if other.cause is not None and other.cause.known else ""
    if own not in ("", _SYMPTOM, finding.cause.code):
        return False
    as_grave = SEVERITIES.index(finding.severity) <= SEVERITIES.index(other.severity)
    return as_grave and other.rule in _LED_TO.get(finding.cause.code, ())


def _takes_room(finding: Finding, other: Finding, repeats: Mapping[int, int]) -> bool:
    """Whether the events of ``other`` were cut off because the same fetch created the events of
    ``finding`` again.
    """
    cut = other.cause is not None and other.cause.code in ("cut-and-passed", "known-fill-the-page")
    cause = finding.cause is not None and finding.cause.known
    return finding.rule == "XF101" and cause and cut and repeats.get(other.cycle or 0, 0) > 0
