"""What instrumented code tells of the exceptions that it catches."""

from __future__ import annotations

from contextlib import nullcontext, suppress

import pytest

from tests.emulator.running.tracing.test_instrument import traced
from xfetch.emulator.record.trace import CAUGHT
from xfetch.emulator.running.tracing.exceptions import PROBE
from xfetch.emulator.running.tracing.instrument import instrumented
from xfetch.emulator.running.tracing.mentions import Mentions
from xfetch.emulator.running.tracing.probe import Probe, Silent, watching
from xfetch.emulator.running.tracing.sites import Source


def caught(text: str) -> list[tuple[int, str, str]]:
    steps = traced(text, ())[1]
    return [(one.line.number, one.outcome, one.text) for one in steps if one.kind == CAUGHT]


def test_a_caught_exception_is_told_with_the_line_that_raised_it() -> None:
    text = """
def read(row):
    return row["mail"]
try:
    int("5")
    read({})
except (ValueError, KeyError) as error:
    out = str(error)
"""
    assert caught(text) == [(3, "KeyError", "KeyError('mail')")]


def test_a_bare_except_and_what_raises_nothing() -> None:
    assert caught("try:\n    1 / 0\nexcept:\n    pass")[0][:2] == (2, "ZeroDivisionError")
    assert caught("try:\n    out = 1\nexcept Exception:\n    out = 2") == []


def test_an_exception_that_is_raised_again_is_told_twice() -> None:
    inner = "    try:\n        [][0]\n    except IndexError:\n        raise\n"
    told = caught(f"try:\n{inner}except LookupError as error:\n    out = error")
    assert [one[:2] for one in told] == [(3, "IndexError")] * 2


def test_code_that_is_not_traced_now_catches_its_errors_as_before() -> None:
    """A long-running command runs the same code in fetches of which no trace is wanted."""
    code, _ = instrumented("try:\n    1 / 0\nexcept ZeroDivisionError:\n    out = 1", "code.py")
    names: dict[str, object] = {}
    with watching(Silent()):
        exec(code, names)
    assert names["out"] == 1
    assert PROBE not in names


def test_the_event_in_hand_and_the_line_that_caught() -> None:
    text = """
def read(row):
    return row["mail"]
for row in rows:
    try:
        read(row)
    except KeyError as error:
        out = str(error)
"""
    rows = [{"id": "A1", "mail": "x"}, {"id": "A2"}]
    steps = [one for one in traced(text, ("A1", "A2"), rows=rows)[1] if one.kind == CAUGHT]
    assert [one.events for one in steps] == [("A2",)]
    assert (steps[0].way[0].line.number, steps[0].way[0].text) == (7, "except KeyError as error:")


SWALLOWED = {
    "suppress": "import contextlib\nwith contextlib.suppress(KeyError):\n    {}['mail']",
    "own": """
class Tolerant:
    def __enter__(self):
        return self
    def __exit__(self, *error):
        return True
with Tolerant() as one:
    {}["mail"]
""",
    "stack": """
import contextlib
with contextlib.ExitStack() as stack:
    stack.enter_context(contextlib.suppress(KeyError))
    {}["mail"]
""",
    "asynchronous": """
import asyncio
class Tolerant:
    async def __aenter__(self):
        return self
    async def __aexit__(self, *error):
        return True
async def main():
    async with Tolerant():
        {}["mail"]
asyncio.run(main())
""",
    "return": """
def read():
    try:
        return {}["mail"]
    finally:
        return None
read()
""",
    "break": """
while True:
    try:
        {}["mail"]
    except ValueError:
        pass
    finally:
        break
""",
}


@pytest.mark.parametrize("way", SWALLOWED)
def test_an_exception_that_no_handler_catches_but_that_is_swallowed(way: str) -> None:
    text = SWALLOWED[way]
    raises = next(
        n for n, line in enumerate(text.splitlines(), 1) if '{}["' in line or "{}['" in line
    )
    assert caught(text) == [(raises, "KeyError", "KeyError('mail')")]


LET_GO = {
    "suppresses another": "import contextlib\nwith contextlib.suppress(ValueError):\n    {}['mail']",
    "raises nothing": "import contextlib\nwith contextlib.suppress(KeyError):\n    out = 1",
    "only cleans up": "try:\n    {}['mail']\nfinally:\n    out = 1",
    "leaves with a value": "def read():\n    try:\n        return 1\n    finally:\n        return 2\nread()",
}


@pytest.mark.parametrize("way", LET_GO)
def test_a_context_manager_or_a_finally_that_swallows_nothing_tells_nothing(way: str) -> None:
    raises = "{}['" in LET_GO[way]
    with pytest.raises(KeyError) if raises else nullcontext():
        exec(LET_GO[way], {})
    assert told_of(LET_GO[way]) == []


def told_of(text: str) -> list[str]:
    """What is told of code that may raise."""
    code, sites = instrumented(text, "code.py")
    probe = Probe(sites, Source(text), "code.py", Mentions(frozenset(), "id"))
    with suppress(KeyError), watching(probe):
        exec(code, {})
    return [one.text for one in probe.steps if one.kind == CAUGHT]


def test_a_probe_that_drops_a_caught_exception_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xfetch.emulator.running.tracing.probe._MOST_STEPS", 2)
    for times, full in ((2, False), (3, True)):
        text = f"for row in range({times}):\n    try:\n        int('x')\n    except ValueError:\n        pass"
        code, sites = instrumented(text, "code.py")
        probe = Probe(sites, Source(text), "code.py", Mentions(frozenset(), "id"))
        with watching(probe):
            exec(code, {})
        assert (len(probe.steps), probe.full) == (2, full)


def test_what_is_no_context_manager_is_refused_as_without_a_trace() -> None:
    for kind in ("with", "async with"):
        text = f"import asyncio\nasync def main():\n    {kind} {{}}:\n        pass\nasyncio.run(main())"
        errors = []
        for run in (lambda text=text: exec(text, {}), lambda text=text: caught(text)):
            with pytest.raises(TypeError) as found:
                run()
            errors.append(str(found.value))
        assert errors[0] == errors[1]


UNSEEN = {
    "thread": """
import threading
threading.excepthook = lambda given: None
def read(row):
    return row["mail"]
thread = threading.Thread(target=lambda: read({}))
thread.start()
thread.join()
""",
    "future": """
from concurrent.futures import ThreadPoolExecutor
def read(row):
    return row["mail"]
with ThreadPoolExecutor() as pool:
    future = pool.submit(read, {})
""",
    "task": """
import asyncio
async def read(row):
    return row["mail"]
async def main():
    await asyncio.gather(read({}), return_exceptions=True)
asyncio.run(main())
""",
}


@pytest.mark.parametrize("way", UNSEEN)
def test_an_exception_with_which_a_thread_or_a_task_ends(way: str) -> None:
    text = UNSEEN[way]
    raises = next(n for n, line in enumerate(text.splitlines(), 1) if 'row["mail"]' in line)
    assert caught(text) == [(raises, "KeyError", "KeyError('mail')")]


def test_an_exception_that_a_caller_of_the_same_code_gets_is_told_where_it_is_caught() -> None:
    text = """
def read(row):
    return row["mail"]
def numbers():
    yield 1
try:
    [one for one in map(read, [{}])]
except KeyError:
    out = list(numbers()) + [next(numbers())]
"""
    assert caught(text) == [(3, "KeyError", "KeyError('mail')")]
