"""The vocabulary: each cause has a page, and no other cause is named."""

from __future__ import annotations

import ast
import re

import pytest

from xfetch.emulator.judging.diagnosis.vocabulary import KINDS, PAGES, VOCABULARY, Kind
from xfetch.emulator.judging.rules.cause_remedies import MISSED_REMEDIES, REPEATED_REMEDIES

_SECTIONS = ("What it is", "Why it happens", "Remedy", "Before", "After")
_SHAPES = {*MISSED_REMEDIES, *REPEATED_REMEDIES}
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+|zone")


def _named() -> set[str]:
    """The texts of the diagnosis that look like a code, without the shapes of stories."""
    modules = (path for path in PAGES.parent.glob("*.py") if path.stem != "vocabulary")
    trees = (ast.parse(path.read_text("utf-8")) for path in modules)
    texts = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if _CODE.fullmatch(text)} - (_SHAPES - {*KINDS})


def test_every_cause_that_the_diagnosis_names_is_in_the_vocabulary() -> None:
    named = _named()
    assert "limit-cuts-tie" in named
    assert named <= {*KINDS}


def test_every_cause_has_a_page_and_every_page_a_cause() -> None:
    assert {path.stem for path in PAGES.iterdir()} == {*KINDS}
    assert len(KINDS) == len(VOCABULARY)


@pytest.mark.parametrize("kind", VOCABULARY, ids=lambda kind: kind.code)
def test_a_page_is_whole(kind: Kind) -> None:
    headings = re.findall(r"^### (.+)$", kind.page, re.M)
    assert tuple(headings[: len(_SECTIONS)]) == _SECTIONS
    assert headings[len(_SECTIONS) :] in ([], ["Learned from"])
    before, after = re.findall(r"```python\n(.+?)```", kind.page, re.S)
    assert before != after
    for code in (before, after):
        ast.parse(
            code if not code.startswith("if") or "\n    " in code else f"{code.rstrip()}\n    pass"
        )


@pytest.mark.parametrize("kind", VOCABULARY, ids=lambda kind: kind.code)
def test_a_remedy_is_short(kind: Kind) -> None:
    assert len(kind.remedy) <= 70
    assert not kind.remedy.endswith(".")
    assert kind.remedy[0].islower()
