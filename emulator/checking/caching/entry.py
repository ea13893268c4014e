"""What is kept of one scenario: its result, and the fingerprints of all that its run has read."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ...files_read import FilesRead, is_library, stamp_of
from ...record.codec import CodecError, codec
from ..checked import Checked
from .fingerprints import SPECIAL, Fingerprints, digest_of

# Two runs of the same scenario differ in it.
CHECKED = codec(Checked, "took_s", "cached")
Needs = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """A kept result, with the fingerprints of what its run read.

    ``files`` maps paths of files to fingerprints. ``names`` maps folders that the run listed to fingerprints
    of their lists, and ``codes`` folders in which it looked for code. ``libraries`` names the set of library
    files that it read; each such set is kept once for all results.
    """

    result: Checked
    files: Needs
    names: Needs
    codes: Needs
    libraries: str

    def holds(self, fingerprints: Fingerprints) -> bool:
        """Whether all that the run has read, but for libraries, is as it was."""
        return (
            all(fingerprints.of_file(path) == old for path, old in self.files.items())
            and all(fingerprints.of_names(path) == old for path, old in self.names.items())
            and all(fingerprints.of_codes(path) == old for path, old in self.codes.items())
        )

    def text(self) -> str:
        """Return the entry as JSON."""
        needs = {
            "files": self.files,
            "names": self.names,
            "codes": self.codes,
            "libraries": self.libraries,
        }
        return f'{{"needs":{json.dumps(needs)},"result":{CHECKED.text(self.result)}}}'


def entry_of(
    result: Checked, record: FilesRead, fingerprints: Fingerprints
) -> tuple[Entry, Needs] | None:
    """Return what is kept of a result, and the fingerprints of the libraries' files that its run read; None
    if the result must not be kept.
    """
    if record.why_not:
        return None
    files: dict[str, str] = {}
    libraries: dict[str, str] = {}
    for path, stamp in record.files.items():
        found = fingerprints.of_file(path)
        # What is here now must be what the run has read.
        if stamp_of(path) != stamp or found == SPECIAL:
            return None
        (libraries if is_library(path) else files)[path] = found
    names = {path: fingerprints.of_names(path) for path in record.names}
    codes = {path: fingerprints.of_codes(path) for path in record.codes}
    entry = Entry(
        result,
        files,
        names,
        codes,
        digest_of(json.dumps(libraries, sort_keys=True).encode()),
    )
    return entry, libraries


def read_entry(text: str) -> Entry | None:
    """Read a kept result; None if the text is not what ``Entry.text`` writes."""
    try:
        document = json.loads(text)
        needs = document["needs"]
        files, names, codes = (_needs(needs[name]) for name in ("files", "names", "codes"))
        result = CHECKED.read(document["result"])
        return Entry(result, files, names, codes, _text(needs["libraries"]))
    except (ValueError, KeyError, TypeError, CodecError):
        return None


def read_needs(text: str) -> Needs | None:
    """Read the fingerprints of a set of files; None if the text does not hold them."""
    try:
        return _needs(json.loads(text))
    except (ValueError, TypeError):
        return None


def paths_of(entry: Entry) -> Collection[str]:
    """Return the paths of the files that a kept result depends on."""
    return entry.files.keys()


def _needs(value: Any) -> Needs:
    if not isinstance(value, dict):
        raise TypeError
    return {path: _text(digest) for path, digest in value.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
