"""How a pack's mapper and classifier fit a run's incidents, on small packs and records."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from xfetch.emulator.errors import UsageError
from xfetch.emulator.mapping.change import changed, changes_of
from xfetch.emulator.mapping.fit import Fit, fit_of
from xfetch.emulator.mapping.pack import EVERY_TYPE, pack_mapping
from xfetch.emulator.mapping.path import values_at
from xfetch.emulator.mapping.words import fit_lines
from xfetch.emulator.record.fetch_run import FetchRun, LastRunChange
from xfetch.emulator.reports.screen.styled import plain

AT = datetime(2024, 1, 1, tzinfo=timezone.utc)
NAMES = {"defaultmapperin": "acme-mapper", "defaultclassifier": "acme-classifier"}


def simple(path: str) -> dict[str, Any]:
    return {"simple": path, "complex": None}


def text(value: str, context: bool = False) -> dict[str, Any]:
    return {"isContext": context, "value": simple(value)}


MAPPER = {
    "id": "acme-mapper",
    "type": "mapping-incoming",
    "mapping": {
        "Phish": {
            "internalMapping": {
                "Sender": simple("mail.from"),
                "Link": simple("mail.links.[0].url"),
                "Score": simple("score"),
                "Note": simple("note"),
                "Host": {"simple": "", "complex": {"root": "asset", "accessor": "host"}},
                "Fixed": simple('"a text"'),
            }
        },
        "Leak": {"internalMapping": {"File": simple("file")}},
        EVERY_TYPE: {"internalMapping": {"Vendor Id": simple("id")}},
    },
}
CLASSIFIER = {
    "id": "acme-classifier",
    "type": "classification",
    "transformer": simple("kind"),
    "keyTypeMap": {"phish": "Phish", "leak": "Leak"},
    "defaultIncidentType": "",
}


def pack(tmp_path: Path, *documents: dict[str, Any]) -> Path:
    folder = tmp_path / "Classifiers"
    folder.mkdir()
    for number, document in enumerate(documents):
        (folder / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    return tmp_path / "Integrations" / "Acme" / "Acme.py"


def fetched(*events: dict[str, Any]) -> FetchRun:
    sent = tuple({"name": "a", "rawJSON": json.dumps(event)} for event in events)
    unchanged = LastRunChange({}, None, {}, was_set=False, saved=False)
    return FetchRun(1, AT, AT, "ok", "", unchanged, sent)


def told(home: Path, *events: dict[str, Any], names: dict[str, str] = NAMES) -> tuple[Fit, str]:
    found = pack_mapping(home, names)
    fit = fit_of(found, [fetched(*events)])
    return fit, "\n".join(plain(line) for line in fit_lines(found, fit, 80))


PHISH = {
    **{"id": "1", "kind": "phish", "score": None, "note": "n"},
    "mail": {"from": "a@example.com", "links": [{"url": "u"}]},
    "asset": [{"host": "h"}],
}


def test_paths_that_no_incident_had_and_fields_that_got_nothing(tmp_path: Path) -> None:
    fit, page = told(pack(tmp_path, MAPPER, CLASSIFIER), PHISH, {"id": "2", "kind": "phish"})
    sections = {one.incident_type: one for one in fit.sections}
    assert (sections["Phish"].absent, sections["Phish"].empty) == ({}, ("Score",))
    assert sections["Phish"].unread == 1
    assert (sections["Leak"].incidents, sections["Leak"].absent) == (0, {})
    assert sections[EVERY_TYPE].incidents == 2
    assert fit.unmatched_keys == ("leak",)
    assert page.splitlines() == [
        "",
        "mapper  0.json and 1.json, 2 incidents of this run",
        "  1 key of the classifier never matched: leak",
        "  Phish: 6 fields, 2 incidents, 1 got nothing",
        "    always empty: Score",
        "    1 field filled by code or text: not told",
        "  Leak: 1 field, 0 incidents",
        "  every type: 1 field, 2 incidents, each got a value",
    ]


def test_a_path_that_is_spelled_otherwise(tmp_path: Path) -> None:
    event = {**PHISH, "mail": {"sender": "a@example.com"}}
    fit, page = told(pack(tmp_path, MAPPER, CLASSIFIER), event)
    assert fit.sections[0].absent == {"mail.from": ("Sender",), "mail.links.[0].url": ("Link",)}
    assert "    no incident had mail.from   (Sender)" in page
    assert "Phish: 6 fields, 1 incident, 3 got nothing" in page


def test_values_that_no_key_has(tmp_path: Path) -> None:
    fit, page = told(pack(tmp_path, MAPPER, CLASSIFIER), {"id": "1", "kind": "Phish"}, {"id": "2"})
    assert fit.unmatched_keys == ("phish", "leak")
    assert fit.unknown_values == {"Phish": 1, "": 1}
    assert "2 values without a key: Phish (1), (none) (1)" in page


def test_an_unknown_transformer_is_not_judged(tmp_path: Path) -> None:
    odd = {"root": "kind", "transformers": [{"operator": "DT", "args": {}}]}
    classifier = {**CLASSIFIER, "transformer": {"simple": "", "complex": odd}}
    fit, page = told(pack(tmp_path, MAPPER, classifier), PHISH)
    assert not fit.classified
    assert fit.unmatched_keys == ()
    assert [one.incidents for one in fit.sections] == [1, 1, 1]
    words = " ".join(page.split())
    assert "no key is compared with it: each type below is compared with all incidents" in words


def test_a_classifier_that_reads_nothing_gives_its_default(tmp_path: Path) -> None:
    classifier = {**CLASSIFIER, "transformer": simple(""), "defaultIncidentType": "Leak"}
    fit, page = told(pack(tmp_path, MAPPER, {**classifier, "keyTypeMap": {}}), PHISH)
    assert fit.classified
    assert [one.incidents for one in fit.sections] == [0, 1, 1]
    assert "never matched" not in page
    assert "cannot compute" not in page


def test_a_field_without_a_source_is_not_counted(tmp_path: Path) -> None:
    section = {"internalMapping": {"File": simple("file"), "Open": simple(""), "None": None}}
    mapper = {**MAPPER, "mapping": {"Leak": section}}
    fit, _ = told(pack(tmp_path, mapper, CLASSIFIER), {"id": "1", "kind": "leak", "file": "f"})
    assert (fit.sections[0].fields, fit.sections[0].unread) == (1, 0)


def test_incidents_without_a_type_are_compared_with_each_section(tmp_path: Path) -> None:
    fit, page = told(pack(tmp_path, MAPPER, CLASSIFIER), {"id": "1", "kind": "other"})
    assert not fit.typed
    assert [one.incidents for one in fit.sections] == [1, 1, 1]
    assert "  no incident has a type: each type below is compared with all incidents" in page
    assert (
        "no incident has a type" not in told(tmp_path / "Integrations" / "Acme" / "A.py", PHISH)[1]
    )


def test_an_incident_may_bring_its_type(tmp_path: Path) -> None:
    found = pack_mapping(pack(tmp_path, MAPPER), NAMES)
    (run,) = [fetched(PHISH)]
    assert [one.incidents for one in fit_of(found, [run], "Leak").sections] == [0, 1, 1]
    assert [one.incidents for one in fit_of(found, [run]).sections] == [1, 1, 1]


def test_filters_and_transformers_that_cut_text() -> None:
    begins = {"left": text("name", True), "operator": "startWith", "right": text("Acme")}
    cut = {"operator": "substring", "args": {"from": text("0"), "to": text("4")}}
    changes = changes_of("name", [[begins]], [cut, {"operator": "toLowerCase"}])
    assert changes is not None
    assert (changed("Acme Alert", changes), changed("Other", changes)) == ("acme", "")
    assert changes_of("name", None, [{"operator": "RegexGroups"}]) is None
    assert changes_of("name", [[{**begins, "left": text("other", True)}]], None) is None


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a.b", [1]),
        ("a.c", []),
        ("l.x", [1, 2]),
        ("l.[1].x", [2]),
        ("l[0].x", [1]),
        ("l.[9].x", []),
        ("l.[].x", [1, 2]),
        ("k.with.dots", [3]),
    ],
)
def test_paths(path: str, values: list[int]) -> None:
    event = {"a": {"b": 1}, "l": [{"x": 1}, {"x": 2}], "k.with.dots": 3}
    assert list(values_at(event, path)) == values


def test_the_yml_names_what_the_pack_does_not_have(tmp_path: Path) -> None:
    page = told(pack(tmp_path, MAPPER, CLASSIFIER), PHISH, names={"defaultmapperin": "other"})[1]
    assert "  defaultmapperin of the yml is 'other', an id that the pack does not have" in page
    assert "Phish: 6 fields, 1 incident" in page


def test_what_is_wrong_with_a_pack(tmp_path: Path) -> None:
    (tmp_path / "pack_metadata.json").write_text("{}", encoding="utf-8")
    home = tmp_path / "Integrations" / "Acme" / "Acme.py"
    with pytest.raises(UsageError, match=r"no folder Classifiers above Acme\.py"):
        pack_mapping(home, NAMES)
    home = pack(tmp_path, {**MAPPER, "id": "a"}, {**MAPPER, "id": "b"})
    with pytest.raises(UsageError, match="several of the type mapping-incoming"):
        pack_mapping(home, {})
    assert pack_mapping(home, {"defaultmapperin": "b"}).mapper is not None
    (tmp_path / "Classifiers" / "2.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match="not JSON"):
        pack_mapping(home, NAMES)
