"""What the descriptions of parameters in the code say of a comparison."""

from __future__ import annotations

import pytest

from xfetch.emulator.starter.bounds.bound import Bound
from xfetch.emulator.starter.bounds.said import as_said

CODE = '''
def alerts(start_time, end_time, since):
    """Lists alerts.

    Args:
        start_time (Optional[int]): Restrict alerts to those that have timestamps greater than
            the provided timestamp.
        end_time (Optional[int]): Alerts with timestamps less than or equal to the timestamp.
        creation_date: Only incidents with a creation date greater or equal to this.
        tagged_since:  Objects that were tagged since this time (inclusive)
        limit: At most so many. Must be greater than 0.
    """
'''


@pytest.mark.parametrize(
    ("bound", "op"),
    [
        (Bound("created", "ge", "body.starttime"), "gt"),
        (Bound("created", "lt", "body.endtime"), "le"),
        (Bound("created", "gt", "query.creation_date|after '<'"), "ge"),
        (Bound("created", "gt", "query.tagged_since"), "ge"),
        (Bound("created", "ge", "query.since"), "ge"),
        # What the request itself names is no matter of words.
        (Bound("created", "ge", "body.starttime", told=True), "ge"),
    ],
)
def test_a_description_names_the_comparison(bound: Bound, op: str) -> None:
    assert as_said([bound], CODE)[0].op == op


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# createdAfter really means createdAtOrAfter, so skip the duplicate", True),
        ("x = 1  # the createdAfter of the product is inclusive", True),
        ("# createdAfter is the time of the last alert", False),
        ("# createdBefore is inclusive", False),
    ],
)
def test_a_comment_says_that_a_start_is_included(comment: str, told: bool) -> None:
    (bound,) = as_said([Bound("created", "gt", "body.createdAfter")], comment)
    assert (bound.op, bound.told, bool(bound.why)) == ("ge" if told else "gt", told, told)


def test_a_window_whose_ends_are_inclusive() -> None:
    code = 'def f():\n    """Requests created between \'time_from\' and\n    \'time_to\' (inclusive)."""'
    ends = [Bound("created", "ge", "body.values[0]"), Bound("created", "lt", "body.values[1]")]
    assert [one.op for one in as_said(ends, code)] == ["ge", "le"]
    told = Bound("created", "lt", "body.to", told=True)
    assert as_said([told], code) == (told,)
