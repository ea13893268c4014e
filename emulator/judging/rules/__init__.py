"""The list of all rules, in the order of their codes.

To add a rule, write it in the module of its family, and list it here.
"""

from __future__ import annotations

from .asking import NO_ROUTE, NO_WAIT_AFTER_BUSY, READS_WHAT_IS_NOT_SENT, REPEATED
from .behaviour import LONG_RUN, LONGER_THAN_INTERVAL, PROVES_NOTHING, SLEEPS_LONG, TIMEOUT
from .collecting import (
    CHANGE_MISSED,
    FALLS_BEHIND,
    FALSELY_EXPIRED,
    INCOMPLETE,
    LEFT_OUT,
    NEVER_EXPIRED,
    NO_TIME,
    NO_TYPE,
    NOT_SEALED,
    SEALED_AGAIN,
)
from .created_again import DUPLICATE
from .cursor import BACKWARDS, STUCK
from .first_run import CRASHES, IGNORES_FIRST_FETCH, UNBOUNDED
from .incident_shape import SHAPES
from .incidents import (
    LATE,
    MISSED,
    OUT_OF_SCOPE_CREATED,
    OUT_OF_WINDOW_CREATED,
    SEVERAL_CALLS,
    STARVED,
)
from .last_run import KEPT, NEVER_SET, NOT_JSON, NOT_STRINGS, SET_BEFORE_SENT, SET_TWICE
from .now_and_then import FAILS_NOW_AND_THEN
from .output import SECRET_IN_INCIDENT, SECRET_IN_LOG, SECRET_IN_URL, WRITES_STDOUT
from .rule import Fold, Rule
from .same_set import SAME_SET
from .sending import CALLED_WITH_NONE, GET_EVENTS, MORE_THAN_MAX_FETCH, NEVER_CALLED, TOO_MANY
from .set_to_now import SET_TO_NOW
from .state import CHANGED_IN_PLACE, GROWS, HIDDEN_STATE, HOLDS_EVENTS
from .stuck import KILLED_EVERY_TIME, NEVER_RECOVERS, OWN_LAST_RUN_UNREADABLE, POISON
from .values import NO_NUMBER, TOO_LARGE
from .yml import (
    FETCH_COMMAND_LISTED,
    NO_DEFAULT,
    NO_FIRST_FETCH,
    NO_MAX_FETCH,
    NOT_IN_CODE,
    NOT_IN_YML,
    OTHER_NAME,
)
from .zone import ZONE

RULES: tuple[Rule, ...] = (
    DUPLICATE,
    MISSED,
    SEVERAL_CALLS,
    *SHAPES,
    MORE_THAN_MAX_FETCH,
    TOO_MANY,
    NEVER_CALLED,
    CALLED_WITH_NONE,
    LATE,
    OUT_OF_SCOPE_CREATED,
    OUT_OF_WINDOW_CREATED,
    NO_NUMBER,
    KEPT,
    NOT_STRINGS,
    NOT_JSON,
    NEVER_SET,
    SET_BEFORE_SENT,
    SET_TWICE,
    BACKWARDS,
    STUCK,
    SET_TO_NOW,
    GROWS,
    HOLDS_EVENTS,
    CHANGED_IN_PLACE,
    HIDDEN_STATE,
    OWN_LAST_RUN_UNREADABLE,
    TOO_LARGE,
    UNBOUNDED,
    CRASHES,
    IGNORES_FIRST_FETCH,
    NO_FIRST_FETCH,
    NO_MAX_FETCH,
    NO_DEFAULT,
    NOT_IN_YML,
    NOT_IN_CODE,
    FETCH_COMMAND_LISTED,
    PROVES_NOTHING,
    LONG_RUN,
    TIMEOUT,
    LONGER_THAN_INTERVAL,
    SLEEPS_LONG,
    REPEATED,
    POISON,
    NO_WAIT_AFTER_BUSY,
    WRITES_STDOUT,
    SECRET_IN_LOG,
    SECRET_IN_INCIDENT,
    SECRET_IN_URL,
    NO_ROUTE,
    ZONE,
    READS_WHAT_IS_NOT_SENT,
    NEVER_RECOVERS,
    KILLED_EVERY_TIME,
    STARVED,
    FAILS_NOW_AND_THEN,
    OTHER_NAME,
    SAME_SET,
    NOT_SEALED,
    SEALED_AGAIN,
    NO_TIME,
    LEFT_OUT,
    FALLS_BEHIND,
    NO_TYPE,
    GET_EVENTS,
    INCOMPLETE,
    FALSELY_EXPIRED,
    NEVER_EXPIRED,
    CHANGE_MISSED,
)

__all__ = ["RULES", "Fold", "Rule"]
