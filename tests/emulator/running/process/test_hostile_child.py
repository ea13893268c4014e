"""What an integration writes into xfetch's own descriptors runs nothing, and costs no fetch before it."""

from __future__ import annotations

import json
import os
import pickle
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.emulator import worlds
from xfetch.emulator.faults.fault import Fault, When
from xfetch.emulator.judging.outcome import Outcome
from xfetch.emulator.record.entries import Attempt
from xfetch.emulator.record.fetch_run import Stop
from xfetch.emulator.record.journal import Journal, JournalReader
from xfetch.emulator.record.memory_files import journal_files
from xfetch.emulator.record.product_event import VendorEvent
from xfetch.emulator.record.store.row import unpack
from xfetch.emulator.record.store.stored_fetch import StoredRun
from xfetch.emulator.running.process import frames
from xfetch.emulator.running.process.frames import MOST_BYTES, BadFrame, Frames, Out, TooLarge
from xfetch.emulator.running.process.order import Facts
from xfetch.emulator.running.process.sent import (
    error_of,
    facts_of,
    learned_of,
    sent_facts,
    sent_stop,
    sent_truth,
    stop_of,
    truth_of,
)
from xfetch.emulator.settings.isolation import Isolation

from ...record.store.test_rows import START

PROCESS = Isolation("process")
KEY = b"01234567"
HEAD = """
n = demisto.getLastRun().get('n', 0) + 1
demisto.setLastRun({'n': n})
demisto.incidents([{'name': 'n', 'rawJSON': json.dumps({'id': n})}])
if n == 3:
"""
WRITES = {
    "a pickle in a frame": "struct.pack('<BQ', ord('l'), len(harm)) + harm",
    "a pickle in a frame of ours": "b'01234567' + struct.pack('<BQ', ord('l'), len(harm)) + harm",
    "garbage": "bytes(range(256)) * 40",
    "one letter": "b'x'",
    "a huge length": "struct.pack('<BQ', ord('r'), 1 << 62)",
    "a forged end": "struct.pack('<BQ', ord('t'), 30) + b'{\"reason\":\"complete\"}'.ljust(30)",
    "lines": "b'\\n' * 5000",
    "a begun fetch": "b'b[99,\"2024-01-01T00:00:00+00:00\"]\\n'",
}


def run(tmp_path: Path, body: str, cycles: int = 5, **changes: Any) -> Outcome:
    text = HEAD + "\n".join(f"    {line}" for line in body.strip().splitlines())
    home = worlds.write(tmp_path, text)
    return worlds.run(home, cycles, isolation=PROCESS, **changes)


@pytest.mark.parametrize("name", WRITES)
def test_bytes_into_every_descriptor(name: str, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    outcome = run(
        tmp_path,
        f"""
import pickle, struct
class Harm:
    def __reduce__(self):
        return os.mkdir, ({str(mark)!r},)
harm = pickle.dumps(Harm())
for fd in range(3, 4096):
    try:
        os.write(fd, {WRITES[name]})
    except OSError:
        pass
""",
    )
    assert not mark.exists()
    assert [run.status for run in outcome.runs] == ["ok", "ok"]
    assert [len(run.incidents) for run in outcome.runs] == [1, 1]
    assert outcome.stop.startswith("cycle 3 wrote into a pipe of xfetch's own (")
    assert outcome.exit_code() == 1


def test_nothing_of_the_child_is_unpickled_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("unpickled in the supervisor")

    monkeypatch.setattr(pickle, "loads", refused)
    vendor = worlds.vendor(
        tmp_path,
        """
        class Vendor:
            def events(self):
                return [{"id": str(n), "created": "2024-01-01T00:00:30Z"} for n in range(1, 4)]
            def handle(self, request, now):
                return {"json": {"access_token": f"tok-{now:%M}-0123456789"}}
            def state(self):
                return {1: {2}}
            def restore(self, state):
                assert state == {1: {2}}
        """,
    )
    body = """
import requests
requests.get('https://probe.example.com/login')
died = os.environ['TMPDIR'] + '/died'
if not os.path.exists(died):
    open(died, 'w').close()
    os._exit(3)
"""
    restart = (Fault("server", "restart", When(cycles=((2, 2),))),)
    outcome = run(tmp_path, body, vendor_file=vendor, faults=restart)
    assert [run.status for run in outcome.runs] == ["ok", "ok", "crashed", "ok", "ok"]
    assert outcome.stop == "complete"
    assert outcome.verdicts is not None
    assert len(outcome.verdicts) == 3


SHRINKS = """
for name in os.listdir('/proc/self/fd'):
    try:
        if 'xfetch' in os.readlink('/proc/self/fd/' + name):
            os.ftruncate(int(name), 0)
    except OSError:
        pass
"""


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="the journal is no memory here")
@pytest.mark.parametrize(
    "end", ["", "import ctypes; ctypes.CDLL(None).usleep(400_000)", "os._exit(1)"]
)
def test_files_that_the_integration_truncates(end: str, tmp_path: Path) -> None:
    outcome = run(tmp_path, SHRINKS + end, cycles=4)
    last = "crashed" if "exit" in end else "ok"
    statuses = [run.status for run in outcome.runs]
    assert statuses[:3] == ["ok", "ok", last]
    assert outcome.stop == "complete"


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="the journal is no memory here")
def test_the_head_of_the_journal_keeps_its_size() -> None:
    with journal_files() as files:
        for size in (0, 1 << 20):
            with pytest.raises(PermissionError):
                os.ftruncate(files.head, size)


@pytest.mark.parametrize(
    "content", [b"", b"\xff" * 70_000, b"\xff" * 8 + b"b[1]\n" * 100, b"\x40" + bytes(7) + b"b[\n"]
)
def test_a_journal_of_garbage_says_nothing(content: bytes) -> None:
    with journal_files() as files:
        Journal(files, whole=True).begin(3, START)
        os.pwrite(files.head, content[: 1 << 16] or bytes(100), 0)
        os.write(files.tail, content)
        os.write(files.tail, b'\nq{}\nl{}\nl[]\nx{"seq":1}\nc\n\xff\xfe\n')
        reader = JournalReader(files)
        assert reader.began() is None
        assert reader.running() is None
        assert reader.entries() == []


def taken(*content: bytes) -> list[tuple[int, bytes]]:
    found = Frames(KEY)
    read, write = os.pipe()
    for piece in content:
        os.write(write, piece)
    os.close(write)
    while found.read(read):
        pass
    os.close(read)
    return list(found.whole())


def written(kind: int, payload: bytes) -> bytes:
    return KEY + struct.pack("<BQ", kind, len(payload)) + payload


def test_frames_arrive_and_a_cut_one_waits() -> None:
    whole = written(frames.ROW, b"abc")
    assert taken(whole, whole[:-1]) == [(frames.ROW, b"abc")]
    for end in range(len(whole)):
        assert taken(whole[:end]) == []


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        KEY[:3] + b"x",
        b"01234568" + written(frames.READY, b"")[8:],
        written(ord("?"), b""),
        written(frames.READY, b"1"),
        KEY + struct.pack("<BQ", frames.STATE, MOST_BYTES[frames.STATE] + 1),
    ],
)
def test_what_is_no_frame_of_the_child(content: bytes) -> None:
    with pytest.raises(BadFrame):
        taken(content)


def test_a_frame_that_would_be_refused_is_not_sent() -> None:
    with pytest.raises(TooLarge, match=f"a message takes more than {1 << 20} bytes"):
        Out(1, KEY).send((frames.BUG, bytes(MOST_BYTES[frames.BUG] + 1)))


def test_many_events_travel_in_pieces() -> None:
    truth = [VendorEvent(f"event-{number:06}", START, START) for number in range(30_000)]
    pieces = list(sent_truth(truth))
    assert len(pieces) > 1
    assert max(map(len, pieces)) < MOST_BYTES[frames.TRUTH] / 8
    again = [event for piece in pieces for event in truth_of(piece)]
    assert facts_of(sent_facts(Facts("v", 7, tuple(truth))), again) == Facts("v", 7, tuple(truth))
    assert facts_of(sent_facts(Facts("v", 7)), []) == Facts("v", 7)


def test_a_stop_with_its_attempts() -> None:
    attempt = Attempt(1, START, "http", "GET https://x\ud83d", ("GET /a: the path differs",))
    stop = Stop("not answered", (attempt, attempt))
    assert stop_of(sent_stop(stop)) == stop


@pytest.mark.parametrize(
    "read", [stop_of, learned_of, truth_of, error_of, lambda p: facts_of(p, [])]
)
@pytest.mark.parametrize(
    "value",
    [
        *(b"", b"\xff", b"[", b"null", b"[1]", b"[null]", b"[[]]", b"{}", b"NaN", b"[" * 100_000),
        json.dumps({"reason": "x", "attempts": [1], "class": "Exception", "what": 1}).encode(),
        json.dumps({"vendor_label": "v", "cycles": -1, "events": 5}).encode(),
    ],
)
def test_a_payload_that_is_not_ours_is_refused(read: Any, value: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(value)


@pytest.mark.parametrize(
    "packed",
    [b"", b"{}", b"\n" * 9, b"{}" + b"\n[]" * 9, b"\xff", b"\n".join([b"null"] * 10)],
)
def test_a_row_that_is_none_is_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        StoredRun(unpack(packed)).check()
