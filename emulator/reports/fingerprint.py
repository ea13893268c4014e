"""Makes fingerprints of findings, by which a finding is recognised in another run. A fingerprint stays the
same as long as the rule, the cause and the code around the line do, even if the line moves.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256

from ..judging.finding import Finding
from ..judging.outcome import Outcome

# So many lines of the code count in a fingerprint: the finding's own and the next.
_LINES = 2
_NUMBER = re.compile(r"\d+")


def fingerprints(outcome: Outcome) -> tuple[str, ...]:
    """Return the fingerprint of each finding of a run, in the order of the findings. Equal fingerprints get a
    number at the end, so that a tool which compares two documents does not take two findings for one.
    """
    taken: Counter[str] = Counter()
    marks = []
    for finding in outcome.findings:
        mark = _fingerprint(outcome, finding)
        taken[mark] += 1
        marks.append(f"{mark}:{taken[mark]}" if taken[mark] > 1 else mark)
    return tuple(marks)


def fingerprint_of(*parts: str) -> str:
    """Return a short text that is the same for the same parts."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def without_numbers(text: str) -> str:
    """Return the text with each number replaced by 0: times, ids and counts differ from run to run."""
    return _NUMBER.sub("0", text)


def _fingerprint(outcome: Outcome, finding: Finding) -> str:
    cause = finding.shape or ("" if finding.line else without_numbers(finding.title))
    if finding.cause is not None and finding.cause.known:
        cause = finding.cause.code
    code = ""
    if finding.line is not None:
        numbers = range(finding.line.number, finding.line.number + _LINES)
        lines = (
            outcome.source_lines.get(f"{finding.line.file}:{number}", "") for number in numbers
        )
        code = " ".join(" ".join(lines).split())
    return fingerprint_of(outcome.dossier.integration.id, finding.rule, cause, code)
