"""A find: one cause of a mistake, with the smallest world that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from ..judging.finding import ERROR, Finding
from ..judging.guessed import Guessed, Tried
from ..judging.outcome import Outcome
from ..record.entries import Json, Line
from .world import World

# The rules about a setting of the instance that a world can show: the most events of a fetch, and where the
# first one begins.
WORLD_SETTING_RULES = ("XF117", "XF303")
# The rule about a setting that has no effect, as the code and the yml alone show it: in each world.
CODE_RULES = ("XF431",)
SETTING_RULES = (*WORLD_SETTING_RULES, *CODE_RULES)
# The cause where a condition of the code leaves an event out, and names of what such a condition is about.
_BY_CODE = "code-filter-excludes"
# Stands for the cause of a missed event that no answer held, where no line of the code explains it.
_MISSED, _IN_NO_ANSWER = "XF102", "in-no-answer"
_WHAT_IT_IS = re.compile(
    r"sev|stat(e|us)|priorit|level|score|risk|type|categor|kind|class|disposition|verdict|action|threat",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class CauseKey:
    """What distinguishes finds: the rule, the cause, and the line of the integration that decided. If no
    cause is known, the shape of the finding (its kind, in a word) stands for it.
    """

    rule: str
    cause: str
    line: Line | None

    @property
    def slug(self) -> str:
        """The cause as a part of a file name."""
        return re.sub(r"\W+", "-", self.cause).strip("-") or self.rule.lower()


def key_of(finding: Finding) -> CauseKey:
    """Return the rule, cause and line that distinguish the find of this finding from others."""
    cause = finding.cause
    if cause is not None and cause.known:
        return CauseKey(finding.rule, cause.code, cause.line or finding.line)
    return CauseKey(finding.rule, finding.shape, seen_line(finding))


def seen_line(finding: Finding) -> Line | None:
    """Return the line that the rule saw. The finding may name another one that a trace showed: a trace does
    not show it in each world.
    """
    return next((line for role, line in finding.places if role == "seen"), finding.line)


@dataclass(frozen=True)
class Find:
    """One cause for which the fetch makes a mistake in some worlds.

    ``world`` is the smallest world that shows it, ``outcome`` its run in a fresh process. ``beyond`` is what
    this world does beyond the product's promises: empty for an error. ``first`` is the index of the first
    world that showed it (negative for that of an earlier find), ``worlds`` how many of the drawn worlds
    likely did. ``process_state`` says that the run in a fresh process does not show it. ``confirmed`` says
    that there was such a run, with the other values of the guesses too: it is False where the search was
    interrupted before, or had no time left. ``cut`` says that the time was over before the world was as
    small as possible. ``may_hand_out`` says that events come again from a guessed list that takes no filter,
    and the real list may show each event only once. ``is_excluded`` says that the code leaves the events out
    by their state, severity or kind, and no scenario says that they are in scope.
    """

    key: CauseKey
    world: World
    finding: Finding
    outcome: Outcome = field(repr=False)
    beyond: tuple[str, ...] = ()
    first: int = 0
    worlds: int = 1
    process_state: bool = False
    confirmed: bool = False
    cut: bool = False
    may_hand_out: bool = False
    is_excluded: bool = False

    @property
    def deciding(self) -> tuple[Guessed, ...]:
        """The guesses about the API that decide: with another value of one of them, this world does not show
        this mistake.
        """
        return tuple(one for one in self.outcome.guesses if self.without(one))

    def without(self, guessed: Guessed) -> tuple[Tried, ...]:
        """Return the other values of a guess with which this world does not show this mistake, and no other
        one that it does not show with the guess too.

        An event that is missed in no answer, without a cause in the code, is no mistake of the fetch: then
        another guess is wrong.
        """
        if guessed.guess.case:
            return ()
        others = {key_of(one) for one in self.outcome.findings} - {self.key}
        return tuple(one for one in guessed.tried if not (one.breaks or self._breaks(one, others)))

    def _breaks(self, other: Tried, others: set[CauseKey]) -> bool:
        """Whether a run with another guessed value shows this mistake, or one that is not in ``others``."""
        keys = ((key_of(one), one.severity) for one in other.findings)
        return any(
            key == self.key or (severity == ERROR and key not in others and not is_unexplained(key))
            for key, severity in keys
        )

    @property
    def blames_guess(self) -> bool:
        """Whether no line of the code explains the find, and the product is guessed: the guess may be wrong,
        not the code.
        """
        return is_unexplained(self.key) and self.outcome.dossier.facts.made_up

    @property
    def is_open(self) -> bool:
        """Whether it depends on a guess about the API that the fetch makes a mistake."""
        return bool(self.deciding) or self.may_hand_out or self.blames_guess

    @property
    def breaks_setting(self) -> bool:
        """Whether a setting of the instance does not hold. No event is lost by that, or comes twice."""
        return self.key.rule in SETTING_RULES

    @property
    def is_error(self) -> bool:
        """Whether the find is an error: the product's promises allow its world, no guess decides, the code
        does not leave the events out on purpose, and more is broken than a setting of the instance.
        """
        return not (self.beyond or self.is_open or self.is_excluded or self.breaks_setting)


def is_unexplained(key: CauseKey) -> bool:
    """Whether an event was missed because no answer held it, and no line of the code is known to explain
    that.
    """
    return (key.rule, key.cause) == (_MISSED, _IN_NO_ANSWER)


def leaves_out(key: CauseKey, source: str) -> bool:
    """Whether the code leaves events out by what they are: the deciding line (``source``) compares a state, a
    severity or a kind.
    """
    return key.cause == _BY_CODE and _WHAT_IT_IS.search(source) is not None


@dataclass(frozen=True)
class Unran:
    """Lines of an integration's file that no world ran. ``of`` is the number of lines of the functions that
    the fetch called.
    """

    file: str = ""
    lines: tuple[int, ...] = ()
    of: int = 0

    @property
    def words(self) -> str:
        """The lines that no world ran, in words, such as ``Acme.py:40-42, 57``; empty without any."""
        return f"{self.file}:{', '.join(_ranges(self.lines))}" if self.lines else ""


@dataclass(frozen=True)
class Explored:
    """What a search found and tried.

    ``finds`` begin with those whose worlds are within the product's promises. ``worlds`` counts the worlds
    that were run, ``untested`` those in which the fetch had nothing to create. ``drawn`` has each dimension,
    in how many worlds it was drawn, and in how many of these the fetch made a mistake. ``stopped`` says why
    the search ended before its budget; empty if it did not. ``unran`` are the lines that no world ran.
    ``least_worlds`` is how many worlds show each named shape once; a search of fewer says little.
    ``first_world_said`` is what the first world needed, or how its last fetch failed; empty for neither.
    ``part`` is what a search that merges shards takes from this one, empty unless it is a shard.
    """

    finds: tuple[Find, ...] = ()
    worlds: int = 0
    untested: int = 0
    cycles: int = 0
    simulated: timedelta = timedelta()
    real_s: float = 0.0
    drawn: tuple[tuple[str, int, int], ...] = ()
    stopped: str = ""
    unran: Unran = field(default_factory=Unran)
    least_worlds: int = 0
    first_world_said: str = ""
    part: Mapping[str, Json] = field(default_factory=dict, repr=False)

    @property
    def tested_nothing(self) -> bool:
        """Whether worlds were run, and the fetch created an incident in none of them."""
        by_worlds = any(one.key.rule not in CODE_RULES for one in self.finds)
        return 0 < self.worlds == self.untested and not by_worlds

    @property
    def exit_code(self) -> int:
        """1 if a find is an error, or if no world tested anything; else 0."""
        return int(self.tested_nothing or any(one.is_error for one in self.finds))


def _ranges(lines: tuple[int, ...]) -> Iterator[str]:
    """Yield the lines as ranges: 40, 41, 42, 57 gives ``40-42`` and ``57``."""
    begin = end = lines[0]
    for line in (*lines[1:], None):
        if line is not None and line == end + 1:
            end = line
            continue
        yield str(begin) if begin == end else f"{begin}-{end}"
        if line is not None:
            begin = end = line
