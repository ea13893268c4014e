from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from xfetch.emulator.record.entries import Log
from xfetch.emulator.record.journal import Journal, JournalReader
from xfetch.emulator.record.memory_files import journal_files

START = datetime(2024, 1, 1, tzinfo=timezone.utc)
# Lines of some bytes, of nearly the whole head, and of more than it holds.
SIZES = st.sampled_from([0, 1, 100, 30_000, 65_300, 65_536, 200_000])


def _log(number: int, size: int = 1) -> Log:
    return Log(number, START + timedelta(seconds=number), "debug", "é" * (size // 6) or "x")


@given(st.lists(SIZES, max_size=6), st.lists(SIZES, max_size=3))
def test_another_reads_what_was_written_since_the_fetch_began(
    before: list[int], sizes: list[int]
) -> None:
    with journal_files() as files:
        journal = Journal(files, whole=True)
        journal.begin(6, START)
        for number, size in enumerate(before):
            journal.own(_log(number, size))
        journal.begin(7, START)
        written = [_log(number, size) for number, size in enumerate(sizes)]
        for entry in written:
            journal.own(entry)
        reader = JournalReader(files)
        assert reader.running() == 7
        assert reader.began() == (7, START)
        assert reader.entries() == written


def test_nothing_runs_before_the_first_fetch_and_after_the_last() -> None:
    with journal_files() as files:
        journal, reader = Journal(files, whole=True), JournalReader(files)
        assert (reader.running(), reader.began(), reader.entries()) == (None, None, [])
        journal.begin(1, START)
        journal.clear()
        assert (reader.running(), reader.began(), reader.entries()) == (None, None, [])


def test_whoever_comes_after_clears_all_that_was_left() -> None:
    with journal_files() as files:
        first = Journal(files, whole=True)
        first.begin(1, START)
        first.own(_log(0, 200_000))
        second = Journal(files, whole=True)
        second.begin(2, START)
        second.own(_log(0))
        assert JournalReader(files).entries() == [_log(0)]


def test_a_line_that_was_cut_is_left_out() -> None:
    with journal_files() as files:
        journal = Journal(files, whole=True)
        journal.begin(1, START)
        journal.own(_log(0))
        journal.share(1)
        os.write(files.tail, b'l{"seq":1,"at":"2024')
        assert JournalReader(files).entries() == [_log(0)]


def test_what_forked_processes_did_stands_where_it_happened() -> None:
    for whole in (True, False):
        with journal_files() as files:
            journal = Journal(files, whole=whole)
            journal.begin(1, START)
            own = [_log(0), _log(1)]
            journal.own(own[0])
            assert journal.merged(own[:1]) is None
            journal.share(1)
            pid = os.fork()
            if pid == 0:
                journal.foreign(_log(9))
                os._exit(0)
            os.waitpid(pid, 0)
            journal.own(own[1])
            assert journal.merged(own) == [own[0], _log(9), own[1]]
            journal.begin(2, START)
            assert journal.merged([]) is None
            assert JournalReader(files).entries() == []


def test_a_journal_that_outlives_its_file_writes_into_no_other() -> None:
    with journal_files() as files:
        journal = Journal(files, whole=False)
    with journal_files() as other:
        journal.share(3)
        assert os.fstat(other.tail).st_size == 0
        assert os.fstat(journal.files.tail).st_size == 3 * len("o\n")
