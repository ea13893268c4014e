"""The text of a test for pytest that replays a find."""

from __future__ import annotations

from collections.abc import Iterator

from ..printable import printable_line
from .find import Find


def test_lines(find: Find, file: str, name: str) -> Iterator[str]:
    """Yield the lines of a test that replays the find and passes only after its mistake is mended.

    ``file`` is the name of the scenario file beside the test, ``name`` that of the test.
    """
    finding = find.finding
    what = printable_line(finding.title or finding.message).replace("\\", "/").replace('"', "'")
    yield f'"""A world in which the fetch broke: {what}.'
    yield ""
    yield "xfetch explore wrote this test. It passes once the mistake is mended."
    yield '"""'
    yield ""
    yield "from pathlib import Path"
    yield ""
    yield f'WORLD = Path(__file__).with_name("{file}")'
    yield ""
    yield ""
    yield f"def {name}(xfetch):"
    yield "    history = xfetch.run(WORLD)"
    if not find.beyond:
        yield "    assert not history.duplicates"
        yield "    assert not history.missed"
    yield f'    assert "{finding.rule}" not in history.rules()  # {finding.name}'
