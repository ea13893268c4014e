"""The vocabulary of causes: the mistakes of integrations that xfetch can recognise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Kind:
    """A mistake that can cause findings.

    ``code`` names it in reports (``limit-cuts-tie``); ``title`` says in a few words what goes wrong;
    ``remedy`` is an imperative of at most 70 characters that says what to do.
    """

    code: str
    title: str
    remedy: str

    @property
    def page(self) -> str:
        """The page in Markdown that explains this mistake."""
        return (PAGES / f"{self.code}.md").read_text(encoding="utf-8")


VOCABULARY: tuple[Kind, ...] = (
    # Events that are missed.
    Kind(
        "limit-cuts-tie",
        "a limit cuts between events of one second, and the rest never comes",
        "take the saved second again (>=), and drop the ids already created",
    ),
    Kind(
        "boundary-excluded",
        "events of the very time of the position are left out",
        "compare inclusively (>=), and drop the ids already created",
    ),
    Kind(
        "compared-as-text",
        "numbers or times are compared as texts, which sort in another order",
        "compare numbers as int, and times as datetime or in one form",
    ),
    Kind(
        "late-visibility",
        "an event becomes visible after the position has passed its time",
        "filter by the time of indexing, or look back and remember the ids",
    ),
    Kind(
        "position-set-to-clock",
        "the position is set to the current time",
        "save the time of the newest event created, and the ids of that time",
    ),
    Kind(
        "page-forgotten",
        "an answer has more pages than the code reads",
        "read every page of the window before you save its end",
    ),
    Kind(
        "known-fill-the-page",
        "events that are known already fill the page, and new ones find no room",
        "ask for max_fetch plus as many events as ids are known in the window",
    ),
    Kind(
        "page-loop-from-last-event",
        "a loop asks each page from the last event of the page before",
        "page by cursor or number, or ask from earlier and drop known ids",
    ),
    Kind(
        "newest-first",
        "the newest events come first, and a limit cuts off the older ones",
        "ask for the oldest first, or read the whole window and sort it",
    ),
    Kind(
        "order-not-guaranteed",
        "the code relies on an order of time that the answer does not have",
        "ask for a sorted answer, and sort it before taking the position",
    ),
    Kind(
        "cut-and-passed",
        "the code cuts a list, and the position moves past what was cut",
        "save the time of the last event you create, not of the last you got",
    ),
    Kind(
        "window-skips",
        "a fetch asks from a later time than the one before ended at",
        "begin each window where the one before ended",
    ),
    Kind(
        "code-filter-excludes",
        "a condition of the code itself leaves the event out",
        "correct the condition, and every other line that uses the value",
    ),
    Kind(
        "remembered-not-created",
        "an id is remembered though no fetch has created its event",
        "remember only the ids of events that became incidents",
    ),
    Kind(
        "stream-starves",
        "two lists share one limit or one loop, and one of them gets nothing",
        "read every list in each fetch, each with a limit of its own",
    ),
    Kind(
        "update-moves-position",
        "a change of an old event is taken for a new event",
        "go by the time of creation, or remember the ids that were created",
    ),
    Kind(
        "saved-before-sent",
        "the position moves on although the incidents were not created",
        "save the position last, and let an error before it end the fetch",
    ),
    Kind(
        "error-swallowed",
        "the code catches an error, leaves the event out, and goes on",
        "create an incident of what is readable, or keep the position before it",
    ),
    Kind(
        "never-taken-up",
        "the code reads an answer's events, and makes incidents of none",
        "add each new event to the list that is sent, and send that list",
    ),
    # Events that are created again.
    Kind(
        "boundary-repeated",
        "the filter includes the saved time, and its events come again",
        "save the ids seen at the saved time, and drop them next time",
    ),
    Kind(
        "ids-forgotten",
        "ids are remembered and dropped while their events can still come",
        "keep each id as long as a request can return its event",
    ),
    Kind(
        "ids-of-other-type",
        "ids are compared as other types, so they never match",
        "convert ids to text both when saving and when comparing",
    ),
    Kind(
        "ids-never-saved",
        "the code compares with saved ids, but never saves this one",
        "save the very id that is compared, where the incident is made",
    ),
    Kind(
        "guard-passed-by",
        "known ids are compared for some events only, and another comes again",
        "compare the id of every event, whatever its time",
    ),
    Kind(
        "look-back-without-ids",
        "the window looks back, and nothing remembers ids",
        "save the ids of the window that is asked for again",
    ),
    Kind(
        "update-comes-again",
        "an event that changed comes again and is created again",
        "filter by the time of creation, or remember the ids",
    ),
    Kind(
        "asked-again",
        "a created event is asked for again, and nothing compares ids",
        "send a filter that the product knows, and remember ids",
    ),
    Kind(
        "two-requests-overlap",
        "two requests of one fetch return the same event",
        "join the answers by id before incidents are built",
    ),
    Kind(
        "request-sent-twice",
        "a fetch sends the same request more than once",
        "send each request once, or move its page or cursor",
    ),
    Kind(
        "answer-sent-twice",
        "a fetch gets an event once and sends it twice",
        "empty the batch when it was sent; drop what occurs twice",
    ),
    Kind(
        "position-kept",
        "the position is saved unchanged, though events were created",
        "save the newest event's time in each fetch that creates events",
    ),
    Kind(
        "position-not-saved",
        "events are created, and no position is saved",
        "call setLastRun in each fetch that creates events",
    ),
    Kind(
        "position-dropped",
        "a later fetch saves no position, and the next one begins from the start",
        "keep the old position in a fetch that finds nothing new",
    ),
    Kind(
        "sent-before-saved",
        "the fetch sends, then fails before it saves its position",
        "do what can fail before sending, and save right after it",
    ),
    # Times and parameters.
    Kind(
        "seconds-for-milliseconds",
        "a time is sent or saved in the wrong unit",
        "convert the time to the unit that the product expects",
    ),
    Kind(
        "zone",
        "a time is computed or read in a wrong time zone",
        "give each time its zone when it is read; compute in UTC",
    ),
    Kind(
        "precision-cut",
        "a time is saved or sent without its date, or with too few digits",
        "save the whole time of the newest event, with its date and all digits",
    ),
    Kind(
        "asks-since-1970",
        "the code asks for everything since 1970",
        "begin from a first_fetch parameter in a first run",
    ),
    Kind(
        "parameter-of-another-name",
        "a parameter is offered under one name and read under another",
        "use one name in the yml and in the code",
    ),
    # Fetches that fail or cannot go on.
    Kind(
        "own-state-unreadable",
        "the code cannot read the last run that it saved itself",
        "read the state in the very form in which it is saved",
    ),
    Kind(
        "record-poisons",
        "one record makes every fetch fail at the same line",
        "handle each record on its own, and go on with the next",
    ),
    Kind(
        "common-server-lacks-it",
        "the code uses what its CommonServerPython does not have",
        "run it with the CommonServerPython that it was written for",
    ),
    Kind(
        "library-missing",
        "the code needs a library, or a version of one, that is not installed here",
        "install the library where xfetch runs, or name a file in its place",
    ),
    Kind(
        "request-fails-for-ever",
        "one request is refused for good or never readable, and every fetch fails",
        "skip an object that is refused (4xx); let 5xx and network errors fail",
    ),
    Kind(
        "crash-on-nothing-new",
        "the code fails when an answer holds no event",
        "keep the old position where there is nothing new",
    ),
    Kind(
        "first-run-crashes",
        "the first fetch of a new instance fails before it asks anything",
        "make the first fetch work with an empty last run and blank parameters",
    ),
    Kind(
        "killed-at-timeout",
        "a fetch takes longer than its limit and is killed",
        "bound pages, events and retries of a fetch, and save what is done",
    ),
    Kind(
        "loop-never-ends",
        "a loop of the code goes round without end",
        "end the loop when its cursor stands still, and bound its rounds",
    ),
    Kind(
        "state-grows",
        "the saved state gets longer with every event",
        "drop the ids of events from before the next window",
    ),
)

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in VOCABULARY}
