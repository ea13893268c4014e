"""What is read from the traceback that a process wrote before it was killed."""

from __future__ import annotations

from xfetch.emulator.running.death import POINT_MARK, traceback_rows


def test_what_the_process_wrote_for_xfetch_is_not_shown() -> None:
    trace = f'Fatal\n  File "acme.py", line 3 in search\n\n{POINT_MARK}{{"values":[]}}\n'
    assert traceback_rows(trace) == ["Fatal", '  File "acme.py", line 3 in search']
