"""The rules, in order of their codes. To add one: a Rule in its family's module, and a line here."""

from __future__ import annotations

from .asking import NO_ROUTE, NO_WAIT_AFTER_BUSY, POISON, READS_WHAT_IS_NOT_SENT, REPEATED
from .behaviour import LONG_RUN, LONGER_THAN_INTERVAL, PROVES_NOTHING, SLEEPS_LONG, TIMEOUT
from .cursor import BACKWARDS, SET_TO_NOW, STUCK
from .first_run import CRASHES, IGNORES_FIRST_FETCH, UNBOUNDED
from .incident_shape import SHAPES
from .incidents import DUPLICATE, LATE, MISSED, SEVERAL_CALLS
from .last_run import KEPT, NEVER_SET, NOT_JSON, NOT_STRINGS, SET_BEFORE_SENT, SET_TWICE
from .output import SECRET_IN_INCIDENT, SECRET_IN_LOG, SECRET_IN_URL, WRITES_STDOUT
from .rule import Case, Fold, Rule
from .sending import CALLED_WITH_NONE, MORE_THAN_MAX_FETCH, NEVER_CALLED, TOO_MANY
from .state import CHANGED_IN_PLACE, GROWS, HIDDEN_STATE, HOLDS_EVENTS
from .yml import (
    FETCH_COMMAND_LISTED,
    NO_DEFAULT,
    NO_FIRST_FETCH,
    NO_MAX_FETCH,
    NOT_IN_CODE,
    NOT_IN_YML,
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
)

__all__ = ["RULES", "Case", "Fold", "Rule"]
