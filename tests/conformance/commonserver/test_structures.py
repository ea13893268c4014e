"""Mirroring, scheduled commands, XML, nested values: the rest of what integrations build and read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from . import arguments as some
from .compare import agree
from .observed import Call, plain
from .oracle import Pair

ARGUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "id": some.scalars,
        "lastUpdate": some.date_texts,
        "data": some.objects,
        "entries": st.lists(some.objects, max_size=2),
        "incidentChanged": st.booleans() | some.words,
        "remoteId": some.scalars,
        "status": some.scalars,
        "delta": some.objects,
    },
)
CASES = {
    "GetRemoteDataArgs": some.calls(ARGUMENTS | some.wrong),
    "GetModifiedRemoteDataArgs": some.calls(ARGUMENTS | some.wrong),
    "UpdateRemoteSystemArgs": some.calls(ARGUMENTS | some.wrong),
    "SchemeTypeMapping": some.calls(type_name=some.words, fields=some.objects | some.empties),
    "get_schedule_metadata": some.calls(
        st.fixed_dictionaries(
            {},
            optional={
                "ParentEntry": some.empties
                | st.fixed_dictionaries(
                    {},
                    optional={
                        "polling": st.booleans() | some.empties,
                        "pollingCommand": some.scalars,
                        "pollingArgs": some.objects,
                        "timesRan": some.scalars,
                        "startDate": some.scalars,
                        "endDate": some.scalars,
                        "endingDate": some.scalars,
                    },
                )
            },
        )
        | some.wrong
    ),
    "strip_tag": some.calls(st.text("{}ab", max_size=8) | some.wrong),
    "json2xml": some.calls(some.wrong),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_functions(modules: Pair, name: str) -> None:
    agree(modules, name, CASES[name], examples=150)


def shown(modules: Pair, name: str, show: Any) -> str:
    """Gives both modules a function of that name which shows what ``show`` makes of the module."""
    for side in (modules.real, modules.ours):
        setattr(side, name, lambda *args, _m=side, **kwargs: plain(show(_m, *args, **kwargs)))
    return name


def test_mirroring_answers(modules: Pair) -> None:
    def remote(module: Any, *args: Any) -> Any:
        made = module.GetRemoteDataResponse(*args)
        return vars(made), made.extract_for_local()

    def modified(module: Any, ids: Any) -> Any:
        made = module.GetModifiedRemoteDataResponse(ids)
        return vars(made), made.to_entry()

    def mapping(module: Any, types: Any) -> Any:
        made = module.GetMappingFieldsResponse()
        for name, fields in types:
            scheme = module.SchemeTypeMapping(name)
            for field, told in fields.items():
                scheme.add_field(field, told)
            made.add_scheme_type(scheme)
        return made.extract_mapping(), module.GetMappingFieldsResponse([]).extract_mapping()

    entries = st.lists(some.objects, max_size=2)
    agree(
        modules,
        shown(modules, "shown_remote", remote),
        some.calls(some.objects | some.empties, entries | some.empties),
    )
    agree(
        modules,
        shown(modules, "shown_modified", modified),
        some.calls(st.lists(some.words, max_size=3) | some.wrong),
    )
    agree(
        modules,
        shown(modules, "shown_mapping", mapping),
        some.calls(st.lists(st.tuples(some.words, some.objects), max_size=3)),
    )


@pytest.mark.parametrize("version", ["6.1.9", "6.2.0", "6.9.0", "7.0.0"])
def test_scheduled_command(modules: Pair, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    def scheduled(module: Any, *args: Any, **kwargs: Any) -> Any:
        made = module.ScheduledCommand(*args, **kwargs)
        return vars(made), made.to_results(), module.ScheduledCommand.supports_polling()

    for side in (modules.real, modules.ours):
        server_is = {"version": version, "buildNumber": "1"}
        monkeypatch.setattr(side, "get_demisto_version", lambda told=server_is: told)
    calls = some.calls(
        some.scalars,
        st.integers(-5, 100) | st.floats(0, 20) | some.wrong,
        args=some.objects | some.empties,
        timeout_in_seconds=some.scalars,
        items_remaining=some.scalars,
    )
    agree(modules, shown(modules, "shown_scheduled", scheduled), calls)


@pytest.mark.parametrize("parent", [None, {}, {"polling": True}, {"polling": False}, "absent"])
def test_whether_the_server_runs_a_command_again(modules: Pair, parent: Any) -> None:
    def retry(module: Any) -> Any:
        context = {} if parent == "absent" else {"ParentEntry": parent}
        module.demisto.callingContext["context"] = context
        return module.is_scheduled_command_retry()

    modules.same_call(shown(modules, "shown_retry", retry), Call())


spaces = st.sampled_from(["", " ", "\n  ", "t", " x é ", "&amp;<![CDATA[<]]>"])
attributes = st.dictionaries(st.sampled_from(["p", "q"]), st.sampled_from(["", "1"]), max_size=2)
elements = st.recursive(
    st.just([]), lambda inner: st.lists(st.tuples(st.just("e"), inner), max_size=3), max_leaves=6
)


@st.composite
def documents(draw: Any, depth: int = 3) -> str:
    """A small document, with spaces and texts in all places."""
    tag = draw(st.sampled_from(["a", "b", "c", "n:a"]))
    named = "".join(f' {k}="{v}"' for k, v in draw(attributes).items())
    inside = draw(spaces)
    if depth:
        for _ in range(draw(st.integers(0, 3))):
            inside += draw(documents(depth=depth - 1)) + draw(spaces)
    return f'<{tag} xmlns:n="urn:n"{named}>{inside}</{tag}>'


def test_xml(modules: Pair) -> None:
    options = {
        "options": st.sampled_from([{}, {"pretty": 1}, "pretty"]),
        "strip_ns": st.booleans(),
        "strip": st.booleans(),
    }
    agree(modules, "xml2json", some.calls(documents() | some.wrong, **options), examples=200)

    def there_and_back(module: Any, document: str) -> Any:
        return module.json2xml(module.xml2json(document, strip_ns=0, strip=0))

    agree(
        modules, shown(modules, "shown_xml", there_and_back), some.calls(documents()), examples=100
    )


json_trees = st.recursive(
    some.scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "@p", "#text", "#tail"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def test_json_to_xml(modules: Pair) -> None:
    import json

    agree(modules, "json2xml", some.calls(json_trees.map(json.dumps) | json_trees), examples=200)


nested = st.recursive(
    some.scalars | st.lists(some.words, max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def test_json_transformer(modules: Pair) -> None:
    def transformed(module: Any, value: Any, is_pretty: Any, **options: Any) -> Any:
        made = module.JsonTransformer(**options)
        return vars(made), made.json_to_str(value, is_pretty)

    def walked(module: Any, value: Any, **options: Any) -> Any:
        return list(module.JsonTransformer(**options).json_to_path_generator(value))

    options = {
        "flatten": st.booleans(),
        "keys": st.lists(st.sampled_from(["a", "b", "c"]), max_size=2) | some.empties,
        "is_nested": st.booleans(),
    }
    name = shown(modules, "shown_transformed", transformed)
    agree(modules, name, some.calls(nested, st.booleans(), **options), examples=300)
    name = shown(modules, "shown_walk", walked)
    agree(modules, name, some.calls(nested, **options), examples=300)
