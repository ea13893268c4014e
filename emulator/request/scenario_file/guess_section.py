"""Parse a scenario's section ``guesses``, and put an alternative value in place of a guessed one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ...errors import LoadError
from ...record.entries import Json
from ...settings.guess import Guess, is_confirmed, place_of, with_value
from ...settings.section import Section, SectionError
from .document import Document, read_document


def unconfirmed(document: Document) -> tuple[Guess, ...]:
    """Return the guesses of a scenario that the user has not confirmed; the schema has accepted them.

    A user confirms a guess by changing or removing the value at its path, or, where the guess is right, by
    removing its entry from ``guesses``. Raises SectionError for an invalid path.
    """
    return tuple(
        replace(guess, line=document.line(place_of(guess.path)))
        for guess in _guesses(document.value)
        if not is_confirmed(guess, document.value)
    )


def _guesses(value: Json) -> Iterator[Guess]:
    whole = Section(value)
    for path, item in whole.items("guesses"):
        section = Section(item, path)
        guess = Guess(
            section.text("path"),
            section.raw("value"),
            tuple(section.raw("alternatives", ())),
            section.text("why"),
            section.text("if"),
        )
        try:
            place_of(guess.path)
        except ValueError as error:
            raise SectionError(section.at("path"), str(error)) from error
        yield guess


def with_alternatives(file: Path, changes: Iterable[tuple[Guess, Json]]) -> Document:
    """Read a scenario file as values, with alternatives in place of guessed values.

    Each of ``changes`` is a Guess, which names the place, and the value to put there. Raises LoadError if the
    file has no such place.
    """
    document = read_document(file)
    for guess, other in changes:
        try:
            changed = with_value(document.value, place_of(guess.path), other)
        except LookupError as error:
            raise LoadError(f"the file has no {guess.path} any more", where=str(file)) from error
        document = replace(document, value=changed)
    return document
