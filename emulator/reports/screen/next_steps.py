"""What the user can do after a run: commands to copy, made from the command that the user typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shlex import join, quote

from ...judging.finding import INFO
from ...judging.outcome import Outcome
from .advice import init_command
from .causes import Cause
from .styled import Span, StyledLine, line, wrapped

_HEAD = "next:     "
_INDENT = " " * len(_HEAD)
# A command of more lines is not repeated: the screen has no room for it.
_MOST_LINES = 2
_THE_SAME = ("the", "same", "with")


@dataclass(frozen=True)
class _Step:
    """Options to add to the user's command; ``shows`` says what the command then shows, ``brief`` says it
    in one word.
    """

    options: tuple[str, ...]
    shows: str
    brief: str

    @property
    def short(self) -> str:
        """The options without the one that opens the browser."""
        return join(word for word in self.options if word != "--open")


_REQUESTS = _Step(("-v",), "each request", "requests")
_PAGE = _Step(("-o", "html:run.html", "--open"), "the page", "page")


def next_lines(
    outcome: Outcome,
    causes: Sequence[Cause],
    typed: Sequence[str],
    width: int,
    *,
    requests: bool = True,
    brief: bool = False,
) -> Iterator[StyledLine]:
    """Yield the next command to type, and below it what else the same command can show.

    ``typed`` are the words of the user's command, without options that only choose what is shown. If it is
    empty, because no command made the report, only ``xfetch init`` is advised, where it helps. ``requests``
    says whether to advise the option that shows each request. With ``brief``, if there is a cause to explain,
    only ``xfetch explain`` and the names of the other options are shown.
    """
    head = _HEAD
    if outcome.dossier.facts.canned or (typed and _knows_no_events(outcome)):
        if outcome.dossier.facts.canned:
            what = "a reply cannot filter: from cycle 2 on this proves nothing. Begin a scenario:"
        else:
            what = "a scenario also shows which events are missed:"
        yield from wrapped(f"{head}{what}", width, _INDENT, "", first="")
        yield line(_INDENT, Span(init_command(outcome), "strong"))
        head = _INDENT
    if not typed:
        return
    grave = [one for one in causes if one.kind != INFO and (one.code or one.why)]
    steps = _steps(grave, requests)
    alone = _alone(grave, typed)
    explain = f"xfetch explain {grave[0].explained_by}" if grave else ""
    if brief and explain:
        yield _explained(head, explain, width)
        # The fewest cycles are named where the line has room for them.
        for chosen in ((*alone, *steps[len(alone) :]), steps):
            shown = ", ".join(f"{one.short} ({one.brief})" for one in chosen)
            if len(_INDENT) + len(f"or add {shown}") <= width:
                break
        yield from wrapped(f"or add {shown}", width, _INDENT, "dim", first=_INDENT)
        return
    first, *others = steps
    for one in alone:
        longer = len(_rows((*typed, *one.options), width)) > len(
            _rows((*typed, *first.options), width)
        )
        first = first if longer else one
    yield from _command(head, typed, first, width)
    if others:
        shown = ", ".join(_shown(one) for one in others)
        yield from wrapped(f"or with {shown}", width, _INDENT, "dim", first=_INDENT)
    if explain:
        yield _explained(_INDENT, explain, width)


def _explained(head: str, explain: str, width: int) -> StyledLine:
    shows = "   why, and how to mend it"
    fits = len(head) + len(explain) + len(shows) <= width
    return line(head, Span(explain, "strong"), Span(shows if fits else "", "dim"))


def _shown(step: _Step) -> str:
    return f"{join(step.options)} ({step.shows})"


def _knows_no_events(outcome: Outcome) -> bool:
    return outcome.verdicts is None and not outcome.never_reached


def _steps(causes: Sequence[Cause], requests: bool) -> tuple[_Step, ...]:
    event = next((one.event for one in causes if one.event), "")
    life = (_Step(("--event", event), "its whole story", "story"),) if event else ()
    return (*life, *((_REQUESTS,) if requests else ()), _PAGE)


def _alone(causes: Sequence[Cause], typed: Sequence[str]) -> tuple[_Step, ...]:
    """Return the step that shows the first event's story with the fewest cycles; none where the user's
    command is not ``run``, or where only the whole run shows it.
    """
    cause = next((one for one in causes if one.event), None)
    if cause is None or typed[1:2] != ["run"] or "--cycles" not in cause.reproduce:
        return ()
    return (_Step(cause.reproduce, "its whole story, in the fewest cycles", "story"),)


def _command(head: str, typed: Sequence[str], step: _Step, width: int) -> Iterator[StyledLine]:
    """Yield the command with the step's options. If it does not fit on a line, it is continued on the next
    with a backslash, as a shell allows.
    """
    rows = _rows((*typed, *step.options), width)
    if len(rows) > _MOST_LINES:
        rows = _rows((*_THE_SAME, *step.options), width)
    for row in rows[:-1]:
        yield line(head, Span(f"{row} \\", "strong"))
        head = _INDENT
    fits = len(_INDENT) + len(rows[-1]) + 3 + len(step.shows) <= width
    yield line(head, Span(rows[-1], "strong"), Span(f"   {step.shows}" if fits else "", "dim"))


def _rows(words: Sequence[str], width: int) -> list[str]:
    rows = [quote(words[0])]
    for word in _units(words[1:]):
        if len(_INDENT) + len(rows[-1]) + len(word) + 3 > width:
            rows.append(f"  {word}")
        else:
            rows[-1] += f" {word}"
    return rows


def _units(words: Sequence[str]) -> Iterator[str]:
    """Yield the words quoted for a shell. An option and its value are one unit, which is not split between
    lines.
    """
    option = ""
    for word in words:
        if option and not word.startswith("-"):
            yield f"{option} {quote(word)}"
            option = ""
            continue
        if option:
            yield option
        option = quote(word) if word.startswith("-") else ""
        if not option:
            yield quote(word)
    if option:
        yield option
