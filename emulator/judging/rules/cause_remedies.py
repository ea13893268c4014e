"""What to do about a missed or repeated event, by the kind of cause.

The kinds are the shapes that ``verdict.stories`` and ``verdict.repeats`` give to their explanations. A kind
without an entry gets the remedy of its rule.
"""

from __future__ import annotations

from collections.abc import Mapping

MISSED_REMEDIES: Mapping[str, str] = {
    "passed-before-visible": "look back, or filter by the time of indexing",
    "in-answer-not-created": "create all of the answer, or save the last created event's time",
    "fetch-failed": "save the position only after the events were sent",
    "in-no-answer": "ask from the saved time on, inclusively, and read every page",
    "no-request": "send the request before the position moves",
}
REPEATED_REMEDIES: Mapping[str, str] = {
    "boundary": "keep the ids seen at the saved time, drop them from the next answer",
    "window-reaches-back": "keep the ids of the whole window that is asked for again",
    "older-than-asked": "check the unit and the zone of the time that the request sends",
    "asked-for-all": "ask for events since the saved time only",
    "changed": "filter by the time of creation, or keep the ids of created events",
    "position-kept": "save the newest created event's time in every run that creates events",
    "two-requests": "drop events that another request of the same run already returned",
    "same-request-twice": "send each request once in a run, or drop what came before",
    "one-answer-twice": "drop events that occur twice in one answer",
    "in-no-answer": "forget kept events once they were sent",
    "no-request": "forget kept events once they were sent",
}
