"""Tables, entries, errors and the integration context."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from .arguments import calls, json_values, keys, objects, scalars, tables, texts, words, wrong
from .compare import agree
from .oracle import Pair

COMMANDS = ["fetch-incidents", "fetch-events", "test-module", "get-modified-remote-data"]
names = st.one_of(words, st.sampled_from(["T", "", None]))
given_tables = st.one_of(
    tables, objects, st.lists(objects, max_size=3), st.lists(scalars, max_size=3), words, wrong
)
headers = st.one_of(
    st.none(), st.lists(keys, max_size=3), keys, st.lists(keys, max_size=2).map(tuple)
)
commands = st.fixed_dictionaries({"command": st.sampled_from(COMMANDS)})


def identity(text: str) -> str:
    return f"<{text}>"


@pytest.mark.parametrize("name", ["tableToMarkdown", "tblToMd"])
def test_table_to_markdown(modules: Pair, name: str) -> None:
    options = calls(
        names,
        given_tables,
        headers=headers,
        headerTransform=st.sampled_from([None, str.upper, identity]),
        removeNull=st.booleans(),
        metadata=st.sampled_from([None, "", "about it"]),
        url_keys=st.one_of(st.none(), st.lists(keys, max_size=2)),
        date_fields=st.one_of(st.none(), st.lists(keys, max_size=2)),
        is_auto_json_transform=st.booleans(),
    )
    agree(modules, name, options, 400)


known = st.sampled_from(["a", "b", "url", "when"])
known_rows = st.dictionaries(
    known, st.one_of(scalars, json_values, st.integers(10**12, 2 * 10**12)), max_size=4
)


def test_tables_with_known_columns(modules: Pair) -> None:
    options = calls(
        names,
        st.one_of(known_rows, st.lists(known_rows, min_size=1, max_size=3)),
        headers=st.one_of(st.none(), st.lists(known, max_size=4), known),
        removeNull=st.booleans(),
        url_keys=st.one_of(st.none(), st.just(["url", "a"])),
        date_fields=st.one_of(st.none(), st.just(["when"])),
        is_auto_json_transform=st.booleans(),
    )
    agree(modules, "tableToMarkdown", options, 500)


def test_cells_and_escapes(modules: Pair) -> None:
    agree(modules, "formatCell", calls(st.one_of(json_values, wrong), is_pretty=st.booleans()), 300)
    agree(
        modules,
        "stringEscapeMD",
        calls(
            st.one_of(texts, st.text("a|`*_\r\n\\", max_size=9), wrong),
            minimal_escaping=st.booleans(),
            escape_multiline=st.booleans(),
        ),
        300,
    )
    url_keys = st.lists(keys, max_size=3)
    agree(modules, "url_to_clickable_markdown", calls(st.one_of(objects, wrong), url_keys), 200)
    agree(modules, "aws_table_to_markdown", calls(st.one_of(objects, tables), names), 200)
    agree(modules, "sectionsToMarkdown", calls(st.dictionaries(keys, tables, max_size=3)), 100)


def test_return_error(modules: Pair) -> None:
    options = calls(
        st.one_of(texts, wrong), error=st.one_of(texts, wrong), outputs=wrong, server=commands
    )
    agree(modules, "return_error", options, 200)


def test_return_warning(modules: Pair) -> None:
    options = calls(
        st.one_of(texts, wrong),
        exit=st.booleans(),
        warning=st.one_of(texts, wrong),
        outputs=wrong,
        ignore_auto_extract=st.booleans(),
        server=commands,
    )
    agree(modules, "return_warning", options, 200)


def test_return_outputs(modules: Pair) -> None:
    events = st.one_of(st.none(), objects, st.lists(objects, max_size=2), wrong)
    options = calls(
        st.one_of(texts, wrong),
        outputs=st.one_of(objects, wrong),
        raw_response=st.one_of(objects, wrong),
        timeline=events,
        ignore_auto_extract=st.booleans(),
    )
    agree(modules, "return_outputs", options, 300)


def test_return_results(modules: Pair) -> None:
    results = st.one_of(json_values, objects, st.lists(json_values, max_size=4), wrong)
    agree(modules, "return_results", calls(results), 200)


def test_command_results(modules: Pair) -> None:
    options = calls(
        outputs_prefix=st.sampled_from([None, "", "Acme.Alert", 5]),
        outputs_key_field=st.sampled_from([None, "", "id", ["id", "b"], [], 5, ("id",)]),
        # A single text or number is an error in October 2022 alone.
        outputs=st.one_of(
            objects, st.lists(objects, max_size=2), wrong.filter(lambda one: not _single(one))
        ),
        readable_output=st.one_of(st.none(), texts),
        raw_response=st.one_of(objects, wrong),
        ignore_auto_extract=st.booleans(),
        mark_as_note=st.booleans(),
        entry_type=st.sampled_from([None, 1, 4, 17]),
        content_format=st.sampled_from([None, "json", "text", "markdown", "xml", ""]),
        execution_metrics=st.sampled_from([None, [], [{"Type": "Successful"}]]),
    )
    for module in (modules.real, modules.ours):
        module.entry_of = lambda module=module, **kwargs: module.CommandResults(
            **kwargs
        ).to_context()
    agree(modules, "entry_of", options, 500)


def _single(value: object) -> bool:
    return value is not None and not isinstance(value, dict | list)


def test_integration_context(modules: Pair) -> None:
    stored = st.dictionaries(
        known, st.sampled_from(['"x"', "[]", '[{"id": 1}]', "not json", "{}"]), max_size=3
    )
    versions = st.sampled_from(["5.5.0", "6.0.0", "6.1.0", "6.10.0"])
    server = st.fixed_dictionaries(
        {"context": stored, "demistoVersion": versions.map(lambda v: {"version": v})}
    )
    listed = st.lists(st.fixed_dictionaries({"id": st.integers(0, 3)}), max_size=3)
    updates = st.dictionaries(known, st.one_of(scalars, listed, listed), max_size=3)
    merged = st.one_of(st.none(), st.dictionaries(known, st.just("id"), max_size=2))
    agree(
        modules,
        "get_integration_context",
        calls(sync=st.booleans(), with_version=st.booleans(), server=server),
    )
    agree(
        modules,
        "set_integration_context",
        calls(updates, sync=st.booleans(), version=st.integers(-1, 2), server=server),
    )
    agree(
        modules,
        "update_integration_context",
        calls(updates, object_keys=merged, sync=st.booleans(), server=server),
        200,
    )
    agree(
        modules,
        "set_to_integration_context_with_retries",
        calls(
            updates,
            object_keys=merged,
            sync=st.booleans(),
            max_retry_times=st.integers(0, 4),
            server=server,
        ),
        100,
    )


def test_versions(modules: Pair) -> None:
    # Numbers of one digit only: the checkout of October 2022 compares versions as texts.
    texts_of = st.builds("{}.{}.{}".format, st.integers(4, 7), st.integers(0, 9), st.integers(0, 2))
    builds = st.sampled_from(["", "1", "50000", "x", 7])
    agree(modules, "is_demisto_version_ge", calls(texts_of, build_number=builds), 200)


def test_logs(modules: Pair) -> None:
    agree(modules, "formatAllArgs", calls(st.lists(scalars, max_size=3), objects), 100)
    agree(modules, "fix_traceback_line_numbers", calls(texts), 100)
    for module in (modules.real, modules.ours):
        module.logged = lambda line, secrets, module=module: _log(module, line, secrets)
    secrets = st.lists(st.text('ab +/\n"é', min_size=1, max_size=4), max_size=3)
    agree(modules, "logged", calls(st.one_of(texts, st.text('ab +/\n"é'), wrong), secrets), 300)


def _log(module: object, line: object, secrets: list[str]) -> object:
    log = module.IntegrationLogger()  # type: ignore[attr-defined]
    log.add_replace_strs(*secrets)
    return log(line), log.replace_strs, log.messages
