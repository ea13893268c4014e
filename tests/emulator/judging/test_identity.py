from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfetch.emulator.judging.identity import (
    EVENT,
    CreatedEvents,
    Duplicate,
    Identity,
    choose_identity,
)
from xfetch.emulator.record.json_path import resolve

Incident = dict[str, Any]


def incident(raw: Any, **more: Any) -> Incident:
    return {"name": "An alert", "rawJSON": json.dumps(raw), **more}


def find_duplicates(
    batches_by_cycle: Iterable[tuple[int, Sequence[Incident]]], identity: Identity
) -> Iterator[Duplicate]:
    """Yield the duplicates within a batch and across cycles, in order."""
    created = CreatedEvents(identity)
    for cycle, incidents in batches_by_cycle:
        yield from created.add(cycle, incidents)


def described(
    *batches: list[Any], id_field: str | None = None, truth: set[str] | None = None
) -> str:
    incidents = [[incident(raw) for raw in batch] for batch in batches]
    return choose_identity(incidents, id_field, frozenset(truth) if truth else None).describe()


ALERTS = [
    {"alert_id": 103, "user_id": 7, "name": "a"},
    {"alert_id": 104, "user_id": 8, "name": "b"},
]


class TestChoice:
    def test_asked_for_field_wins(self) -> None:
        assert (
            described(ALERTS, id_field="user_id", truth={"103"}) == "rawJSON.user_id (--id-field)"
        )

    def test_asked_for_field_as_the_report_spells_it(self) -> None:
        assert described(ALERTS, id_field="rawJSON.alert_id") == "rawJSON.alert_id (--id-field)"

    def test_asked_for_field_of_the_incident_itself(self) -> None:
        batch = [incident({"a": 1}, CustomFields={"ticket": "T1"})]
        chosen = choose_identity([batch], "CustomFields.ticket", None)
        assert chosen.describe() == "CustomFields.ticket (--id-field)"
        assert chosen.of(batch[0]) == "T1"

    def test_asked_for_field_that_nobody_has_is_told(self) -> None:
        assert (
            described(ALERTS, id_field="alrt_id") == "rawJSON.alrt_id (--id-field, in no incident)"
        )

    def test_ground_truth_before_mirror_id(self) -> None:
        batch = [incident(raw, dbotMirrorId="x") for raw in ALERTS]
        chosen = choose_identity([batch], None, frozenset({"103", "104"}))
        assert chosen.describe() == "rawJSON.alert_id (ground truth)"
        assert chosen.of(batch[0]) == "103"

    def test_ground_truth_is_not_a_severity_that_happens_to_match(self) -> None:
        events = [{"id": n, "a_severity": n % 2 + 1} for n in (1, 2, 3, 4)]
        assert described(events, truth={"1", "2", "3", "4"}) == "rawJSON.id (ground truth)"

    @pytest.mark.parametrize(
        ("events", "own"),
        [
            (
                [{"alert_id": "A1"}, {"alert_id": "A2"}, {"alert_id": "A3"}, {"login_id": "L1"}],
                ["A1", "A2", "A3", "L1"],
            ),
            (
                [{"alert_id": "A1"}, {"login_id": "L1"}, {"uuid": "U1"}, {"uuid": "U2"}],
                ["A1", "L1", "U1", "U2"],
            ),
            # A key that both have holds the id of one list only.
            (
                [{"id": "A1"}, {"id": "A2"}, {"id": "x", "uuid": "U1"}, {"id": "y", "uuid": "U2"}],
                ["A1", "A2", "U1", "U2"],
            ),
            # A comment names its alert, and an alert its login.
            (
                [{"alert_id": "A1"}, *({"comment_id": f"C{n}", "alert_id": "A1"} for n in (1, 2))],
                ["A1", "C1", "C2"],
            ),
            (
                [{"alert_id": f"A{n}", "login_id": "L1"} for n in (1, 2)] + [{"login_id": "L1"}],
                ["A1", "A2", "L1"],
            ),
            # The hosts come with each snapshot, and a host's id identifies no event.
            (
                [*({"id": f"A{n}"} for n in (1, 2, 3)), {"host_id": "L1"}, {"host_id": "L1"}],
                ["A1", "A2", "A3", "L1", "L1"],
            ),
            # The only host has a number for an id; nothing else in it looks like one.
            ([{"id": "1"}, {"id": "2"}, {"host_id": 3, "name": "x"}], ["1", "2", "3"]),
            ([{"id": "1"}, {"id": "2"}, {"id": "x", "host_id": 1}], ["1", "2", "x"]),
            # Two hosts with numbers for ids come with each of two snapshots.
            (
                [{"id": "A1"}, {"id": "A2"}, {"id": "A3"}]
                + [{"host_id": n, "user_id": "x"} for n in (1, 2, 1, 2)],
                ["A1", "A2", "A3", "1", "2", "1", "2"],
            ),
            # One of several alerts has no id of the product: its severity is not one by accident.
            ([{"id": "1"}, {"id": "2"}, {"id": "x", "level": 2}], ["1", "2", "x"]),
        ],
    )
    def test_lists_may_have_their_ids_under_different_keys(
        self, events: list[Any], own: list[str]
    ) -> None:
        truth = frozenset({"A1", "A2", "A3", "C1", "C2", "L1", "U1", "U2", "1", "2", "3"})
        sent = [incident(event) for event in events]
        chosen = choose_identity([sent], None, truth)
        assert [chosen.of(one) for one in sent] == own
        chosen = choose_identity([events], None, truth, noun=EVENT)
        assert [chosen.of(one) for one in events] == own

    def test_all_the_keys_of_ids_are_named(self) -> None:
        events = [{"alert_id": "A1"}, {"alert_id": "A2"}, {"login_id": "L1"}]
        assert described(events, truth={"A1", "A2", "L1"}) == (
            "rawJSON.alert_id or login_id (ground truth)"
        )

    def test_a_mirror_id_that_finds_more_events_comes_first(self) -> None:
        raws: list[Any] = [{"id": 1}, {"id": 2}, {"no": {"n": [3]}}]
        batch = [incident(raw, dbotMirrorId=str(n)) for n, raw in enumerate(raws, 1)]
        batch[2]["rawJSON"] = "not JSON"
        chosen = choose_identity([batch], None, frozenset({"1", "2", "3"}))
        assert [chosen.of(one) for one in batch] == ["1", "2", "3"]

    def test_ground_truth_that_matches_nothing_is_passed_over(self) -> None:
        assert described(ALERTS, truth={"999"}) == "rawJSON.alert_id (guessed)"

    def test_mirror_id_needs_every_incident(self) -> None:
        both = [incident(raw, dbotMirrorId=str(n)) for n, raw in enumerate(ALERTS)]
        assert choose_identity([both], None, None).describe() == "dbotMirrorId"
        one = [both[0], incident(ALERTS[1], dbotMirrorId="")]
        assert choose_identity([one], None, None).describe() == "rawJSON.alert_id (guessed)"

    @pytest.mark.parametrize(
        ("batch", "expected"),
        [
            ([{"user_id": 1, "x": 1}, {"user_id": 2, "x": 2}], "rawJSON (whole)"),
            ([{"user": {"id": 1}}, {"user": {"id": 2}}], "rawJSON (whole)"),
            ([{"alert": {"id": 1}}, {"alert": {"id": 2}}], "rawJSON.alert.id (guessed)"),
            ([{"alertid": 1}, {"alertid": 2}], "rawJSON.alertid (guessed)"),
            (
                [{"a": {"id": 1}, "eventUUID": 1}, {"a": {"id": 2}, "eventUUID": 2}],
                "rawJSON.eventUUID",
            ),
            ([{"id": 1, "alertId": 1}, {"id": 2, "alertId": 2}], "rawJSON.id (guessed)"),
            ([{"parent_alert_id": 1}, {"parent_alert_id": 2}], "rawJSON (whole)"),
            ([{"id": 1}, {"no": 2}], "rawJSON (whole)"),
            ([{"id": 1, "n": 1}, {"id": 1, "n": 2}], "rawJSON (whole)"),
            ([{"valid": 1}, {"valid": 2}], "rawJSON (whole)"),
        ],
    )
    def test_guess(self, batch: list[Any], expected: str) -> None:
        assert described(batch).startswith(expected)

    def test_an_exact_copy_in_a_batch_says_nothing_against_the_id(self) -> None:
        assert described([*ALERTS, ALERTS[0]]) == "rawJSON.alert_id (guessed)"

    def test_the_same_id_in_two_batches_is_what_is_looked_for(self) -> None:
        changed = {**ALERTS[0], "name": "changed"}
        assert described(ALERTS, [changed]) == "rawJSON.alert_id (guessed)"

    def test_batches_of_one_do_not_make_an_id_of_a_constant(self) -> None:
        assert described(*[[{"shelfId": 5, "n": n}] for n in range(4)]) == "rawJSON (whole)"

    def test_without_raw_json_the_whole_incident(self) -> None:
        assert choose_identity([[{"name": "x"}]], None, None).describe() == "incident (whole)"

    def test_no_incidents_at_all(self) -> None:
        assert choose_identity([[], []], None, None).describe() == "incident (whole)"


class TestKey:
    def test_whole_ignores_the_order_of_keys(self) -> None:
        one, two = incident({"a": 1, "b": 2}), incident({"b": 2, "a": 1})
        chosen = choose_identity([[one]], None, None)
        assert chosen.of(one) == chosen.of(two)

    def test_incident_that_lacks_the_field_is_told_by_its_whole(self) -> None:
        chosen = choose_identity([[incident(raw) for raw in ALERTS]], None, None)
        assert chosen.of(incident({"n": 1})) != chosen.of(incident({"n": 2}))

    @pytest.mark.parametrize("raw", ["not json {", "", None, "[" * 100_000])
    def test_raw_json_that_is_none(self, raw: Any) -> None:
        broken = {"name": "x", "rawJSON": raw}
        chosen = choose_identity([[broken]], None, None)
        assert chosen.of(broken) == chosen.of(dict(broken))

    def test_labels(self) -> None:
        alerts = choose_identity([[incident(raw) for raw in ALERTS]], None, None)
        assert alerts.label(incident(ALERTS[0])) == "alert 103"
        assert alerts.label(incident({}, name="Lonely")) == '"Lonely"'
        assert alerts.label({"rawJSON": "{}"}) == "an incident without a name"
        plain = choose_identity([[incident({"id": "x" * 80})]], None, None)
        assert plain.label(incident({"id": "x" * 80})) == "x" * 39 + "…"

    @pytest.mark.parametrize(
        ("path", "value"),
        [("a.b", 1), ("l.0.id", 2), ("x.y", 3), ("a.no", None), ("l.9.id", None), ("d.e.f", 4)],
    )
    def test_paths(self, path: str, value: Any) -> None:
        document = {"a": {"b": 1}, "l": [{"id": 2}], "x.y": 3, "d.e": {"f": 4}}
        assert resolve(document, path) == value


class TestDuplicates:
    def test_same_batch_and_earlier_cycle(self) -> None:
        first, second = (incident(raw) for raw in ALERTS)
        chosen = choose_identity([[first, second]], None, None)
        found = list(find_duplicates([(1, [first]), (2, [second, second]), (5, [first])], chosen))
        assert found == [
            Duplicate(2, 1, 2, "104", "alert 104", "104"),
            Duplicate(5, 0, 1, "103", "alert 103", "103"),
        ]

    def test_takes_one_batch_at_a_time(self) -> None:
        taken: list[int] = []

        def batches() -> Iterator[tuple[int, list[Incident]]]:
            for cycle in range(1, 4):
                taken.append(cycle)
                yield cycle, [incident({"id": 1})]

        chosen = choose_identity([[incident({"id": 1})]], None, None)
        assert next(find_duplicates(batches(), chosen)).cycle == 2
        assert taken == [1, 2]

    @settings(max_examples=50)
    @given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=6))
    def test_created_less_unique_is_duplicates(self, ids: list[list[int]]) -> None:
        batches = [(n, [incident({"id": i}) for i in batch]) for n, batch in enumerate(ids)]
        chosen = choose_identity([batch for _, batch in batches], "id", None)
        flat = [i for batch in ids for i in batch]
        found = list(find_duplicates(batches, chosen))
        assert len(found) == len(flat) - len(set(flat))
        for one in found:
            value = ids[one.cycle][one.index]
            first = next(n for n, batch in enumerate(ids) if value in batch)
            assert one.first_cycle == first
            assert first < one.cycle or ids[first].index(value) < one.index


def chosen_for(*batches: list[Incident], **known: Any) -> Identity:
    return choose_identity(batches, known.pop("id_field", None), known.pop("truth", None), **known)


class TestEvents:
    def test_the_id_inside_an_event_is_its_identity(self) -> None:
        batch = [{"id": "e-1", "title": "one"}, {"id": "e-2", "title": "two"}]
        chosen = chosen_for(batch, noun=EVENT)
        assert chosen.describe() == "id (guessed)"
        assert chosen.of({**batch[0], "collected": "now"}) == "e-1"
        assert chosen.label(batch[0]) == "event e-1"

    def test_a_page_that_overlaps_says_nothing_against_the_id(self) -> None:
        batch = [{"id": "e-1", "at": "00:01"}, {"id": "e-2", "at": "00:01"}]
        again = {"id": "e-1", "at": "00:02"}
        chosen = chosen_for([*batch, again], noun=EVENT, stamps=frozenset({"at"}))
        assert chosen.describe() == "id (guessed)"

    def test_an_event_without_an_id_is_compared_without_its_stamps(self) -> None:
        batch = [{"msg": "a", "collected": 1}, {"msg": "b", "collected": 1}]
        chosen = chosen_for(batch, noun=EVENT, stamps=frozenset({"collected"}))
        assert chosen.describe() == "event (whole, without collected)"
        assert chosen.of(batch[0]) == chosen.of({"msg": "a", "collected": 2})
        assert chosen.of(batch[0]) != chosen.of(batch[1])
        assert chosen.label(batch[0]) == "an event without an id"

    def test_a_name_is_no_name_of_an_event(self) -> None:
        assert chosen_for([{"name": "login"}], noun=EVENT).label({"name": "login"}) != '"login"'

    def test_events_of_two_types_may_share_an_id(self) -> None:
        audit = {"id": 1, "source_log_type": "audit"}
        alert = {"id": 1, "source_log_type": "alert"}
        chosen = chosen_for([audit, alert], [audit], noun=EVENT)
        assert chosen.describe() == "id and source_log_type (guessed)"
        assert chosen.of(audit) != chosen.of(alert)

    def test_the_products_ids_need_no_type(self) -> None:
        batch = [{"id": "a", "source_log_type": "x"}, {"id": "b", "source_log_type": "y"}]
        chosen = chosen_for(batch, noun=EVENT, truth=frozenset({"a", "b"}))
        assert chosen.describe() == "id (ground truth)"
        assert chosen.of(batch[0]) == "a"

    def test_an_event_sent_as_text(self) -> None:
        batch = [{"rawJSON": '{"id": 1}'}, {"rawJSON": '{"id": 2}'}]
        chosen = chosen_for(batch, noun=EVENT)
        assert chosen.describe() == "id (guessed)"
        assert chosen.of(batch[1]) == "2"

    def test_a_field_that_no_event_has(self) -> None:
        chosen = chosen_for([{"id": 1}], id_field="nope", noun=EVENT)
        assert chosen.describe() == "nope (--id-field, in no event)"
        assert chosen.is_in_none
