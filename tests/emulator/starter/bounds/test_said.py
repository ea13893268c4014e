"""What the descriptions of parameters in the code say of a comparison."""

from __future__ import annotations

import pytest

from xfetch.emulator.starter.bounds.bound import Bound
from xfetch.emulator.starter.bounds.said import as_said, included

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


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("Data updated within this duration of time from now",), "updated"),
        (("Alerts modified since this time.",), "updated"),
        (("Alerts created or updated since this time.",), "created"),
        # Another request takes a parameter of the same name.
        (("Files modified within this time", "Alerts with a greater timestamp"), "created"),
        (("The time from which to fetch. Is updated by each fetch.",), "created"),
    ],
)
def test_a_description_names_the_time_that_is_compared(words: tuple[str, ...], field: str) -> None:
    code = "since: str = args['since']\nsince: str,\n"
    code += "\n".join(f":param since: {one}" for one in words)
    (bound,) = as_said([Bound("created", "ge", "query.since")], code)
    assert bound == Bound(field, "ge", "query.since")


def test_a_window_whose_ends_are_inclusive() -> None:
    code = 'def f():\n    """Requests created between \'time_from\' and\n    \'time_to\' (inclusive)."""'
    ends = [Bound("created", "ge", "body.values[0]"), Bound("created", "lt", "body.values[1]")]
    assert [one.op for one in as_said(ends, code)] == ["ge", "le"]
    told = Bound("created", "lt", "body.to", told=True)
    assert as_said([told], code) == (told,)


@pytest.mark.parametrize(("ids", "operators"), [(False, ["ge", "gt"]), (True, ["gt", "ge"])])
def test_code_that_tells_of_ids_tells_nothing_of_times(ids: bool, operators: list[str]) -> None:
    bounds = (Bound("created", "gt", "query.since"), Bound("id", "gt", "query.from_id"))
    found = included(bounds, "line 2 tells it", ids=ids)
    assert [one.op for one in found] == operators
    assert [one.why for one in found if one.op == "ge"] == ["line 2 tells it"]
