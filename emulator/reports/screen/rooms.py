"""Divides the lines of one screen between the numbered list of causes, the table and the advice."""

from __future__ import annotations

from dataclasses import dataclass

from .cause_text import SPACIOUS, Room

_ALL = 1_000


@dataclass(frozen=True)
class Share:
    """How many lines the parts of a report may take.

    ``first`` is for the first element of the numbered list, ``others`` for each other one; ``causes`` is how
    many elements are shown; ``infos`` says whether a line names the infos that are not shown; ``brief`` says
    whether only one command is advised; ``terse`` gives one line each to what was assumed and to the advice;
    ``rows`` is the least number of rows of the table.
    """

    first: Room = SPACIOUS
    others: Room = SPACIOUS
    causes: int = _ALL
    infos: bool = True
    brief: bool = False
    terse: bool = False
    rows: int = 3


WHOLE = Share()
_TWO = Room(title=1, why=2, line=1)
_FEW = Room(why=4, line=3)
_NO_WHY = Room(title=1, why=0, line=1)
_NO_LINE = Room(title=1, why=0, line=0)
_TITLE = Room(title=1, why=0, line=0, remedy=False)
# From more to less: the first cause, which decides, keeps its reason longest.
ROOMS = (
    Share(rows=7),
    Share(infos=False, brief=True, rows=4),
    Share(Room(line=3), Room(line=3), infos=False, brief=True, rows=4),
    Share(_FEW, Room(why=3, line=2), infos=False, brief=True, rows=4),
    Share(_FEW, Room(why=3, line=2), infos=False, brief=True, terse=True, rows=4),
    Share(Room(why=4, line=2), _TWO, infos=False, brief=True, terse=True, rows=4),
    Share(Room(why=4, line=2), _TWO, infos=False, brief=True, terse=True),
    Share(Room(why=3, line=2), _TWO, infos=False, brief=True, terse=True),
    Share(Room(title=1, why=2, line=1), _TWO, infos=False, brief=True, terse=True),
    Share(Room(title=1, why=2, line=1), _NO_WHY, infos=False, brief=True, terse=True),
    Share(Room(title=1, why=2, line=1), _NO_LINE, infos=False, brief=True, terse=True),
    Share(Room(title=1, why=2, line=1), _TITLE, infos=False, brief=True, terse=True),
    Share(Room(title=1, why=2, line=1), _TITLE, 4, infos=False, brief=True, terse=True, rows=2),
)
