"""The JSON Schemas of the documents that commands write: an error, a check, its baseline, a search, the
Test button, the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .error_document import CODES

# As in ``xfetch.emulator.exploring.telling.document``, which imports a whole run.
KINDS = ("error", "open", "beyond", "excluded", "setting")


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _text_or_null(description: str) -> dict[str, Any]:
    return {"type": ["string", "null"], "description": description}


def _share(description: str) -> dict[str, Any]:
    return {"type": "number", "minimum": 0, "maximum": 1, "description": description}


def _texts(description: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "description": description}


def _object(
    description: str, *, optional: Mapping[str, Any] | None = None, **properties: Any
) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": {**properties, **(optional or {})},
    }


def _list(description: str, **properties: Any) -> dict[str, Any]:
    items = {"type": "object", "required": list(properties), "properties": properties}
    return {"type": "array", "description": description, "items": items}


def _count(description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "description": description}


_FINDINGS = {
    "type": "array",
    "items": {"type": "object"},
    "description": "The findings of the run, as in its JSON report (docs/json.md).",
}
_PART = _object(
    "The worlds that a shard has seen, which --merge takes from its document.",
    digest=_text(
        "A digest of all that the worlds depend on, such as version, code, scenario and seed."
    ),
    worlds={"type": "array", "items": {"type": "array"}, "description": "A row for each world."},
)
_PROBLEM = {
    "rule": _text("The rule's code; else expect, failed-cycle, stopped, needs or not-run."),
    "cause": _text("The name of the cause, such as limit-cuts-tie; may be empty."),
    "title": _text("What is wrong, on one line."),
    "place": _text("The line, as file:number; may be empty."),
    "mark": _text("Recognises the problem: it stays while rule, cause and code do."),
}
_CALL = {
    "type": ["object", "null"],
    "required": ["command", "ok", "answer", "error"],
    "properties": {
        "command": _text("The command that was called."),
        "ok": {"type": "boolean", "description": "Whether the server would say that it succeeded."},
        "answer": _text("The text that the integration answered; may be empty."),
        "error": _text("The error with which the call failed; may be empty."),
    },
}
_STATUSES = ["passed", "failed", "broken", "known", "not run"]
_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "error": _object(
        "What stdout holds where a command with -o json cannot do its work.",
        error=_object(
            "The error.",
            code={"enum": list(CODES), "description": "What kind of error it is."},
            message=_text("What is wrong."),
            where=_text("The file, line or option that it is about; may be empty."),
            hint=_texts("What to do, a line for each way."),
            argv=_texts("The arguments of the call. What may be a secret is masked."),
        ),
    ),
    "check": _object(
        "What xfetch check -o json writes.",
        schema={"const": 1, "description": "The version of this format."},
        xfetch=_text("The version of xfetch that wrote it."),
        scenarios=_list(
            "An object for each scenario.",
            path=_text("The scenario's file."),
            name=_text("The scenario's name."),
            status={"enum": _STATUSES, "description": "The result of its check."},
            word=_text("The verdict that the terminal shows."),
            exit_code=_count("The exit code that xfetch run would have."),
            headline=_text("The counts of the run, or why it could not be run."),
            wrong=_texts("A line for each thing that is wrong, and for what is guessed."),
            findings=_FINDINGS,
            summary={
                "type": "object",
                "description": "The summary of the run's JSON report; empty if there was no run.",
            },
            problems=_list("What the scenario fails for.", **_PROBLEM),
            known=_texts("The marks of the scenario's problems that the baseline holds."),
            gone=_list(
                "The problems that the baseline holds and the scenario no longer has.", **_PROBLEM
            ),
        ),
        optional={
            "part": {
                "type": "object",
                "description": "The results of a shard, which --merge takes; only with --shard. They bear the"
                " digest of the whole list, the shard, and how many scenarios all shards have.",
            }
        },
        summary=_object(
            "How many scenarios have each status.",
            scenarios=_count("All of them."),
            **{status: _count(f"How many are {status}.") for status in _STATUSES},
        ),
    ),
    "baseline": _object(
        "The file of xfetch check --baseline.",
        schema={"const": 1, "description": "The version of this format."},
        known=_list(
            "The known problems.",
            scenario=_text("The scenario's file, relative to the folder of the baseline."),
            **_PROBLEM,
        ),
    ),
    "durations": {
        "description": "What xfetch check -o durations writes: the real seconds of each scenario, by path.",
        "type": "object",
        "additionalProperties": {"type": "number", "minimum": 0},
    },
    "diff": _object(
        "What xfetch check --changed COMMIT --diff -o json writes.",
        schema={"const": 1, "description": "The version of this format."},
        xfetch=_text("The version of xfetch that wrote it."),
        base=_text("The commit, as --changed names it."),
        differences=_list(
            "An object for each problem that is new, gone or changed.",
            kind={"enum": ["new", "gone", "changed"], "description": "What became of it."},
            path=_text("The scenario's file."),
            **_PROBLEM,
            was={
                "type": ["object", "null"],
                "description": "What a changed problem was before; null for a new or gone one.",
            },
        ),
        summary={
            "type": "object",
            "description": "How many scenarios there are, how many of them have each status, and how many"
            " problems are new, gone and changed.",
        },
    ),
    "test": _object(
        "What xfetch test -o json writes.",
        schema={"const": 1, "description": "The version of this format."},
        xfetch=_text("The version of xfetch that wrote it."),
        integration=_text("The integration's id."),
        ok={"type": "boolean", "description": "Test succeeds and tells the truth."},
        answered={"type": "boolean", "description": "Each request of test-module had an answer."},
        test={**_CALL, "type": "object", "description": "The call of test-module."},
        denied={
            **_CALL,
            "description": "test-module with each request answered 401; null if that was not tried.",
        },
        fetch={**_CALL, "description": "The first fetch; null if it could not run."},
        problems={
            "type": "array",
            "description": "An object for each thing that is wrong with the button.",
            "items": _object(
                "A problem.",
                optional={"line": _text("The line that caused it, as file:number.")},
                name=_text("Its name, such as wrong-credential-passes."),
                message=_text("What is wrong, in one sentence."),
            ),
        },
        notes=_texts("Sentences that do not make the command fail."),
        unanswered=_texts("The requests without an answer."),
    ),
    "upgrade": _object(
        "What xfetch upgrade -o json writes.",
        schema={"const": 1, "description": "The version of this format."},
        xfetch=_text("The version of xfetch that wrote it."),
        old=_text("The old version, as the command names it."),
        new=_text("The new version, as the command names it, and its changed parameters."),
        points={
            "type": "array",
            "items": {"type": "integer"},
            "description": "The cycles after which a change was tried.",
        },
        changed_defaults=_texts("The parameters that have another value in a new instance."),
        added_parameters=_texts("The parameters that only the new version has."),
        alone={
            "type": "object",
            "description": "The counts of a run of each version without a change, by old and new.",
        },
        finds=_list(
            "An object for each kind of harm, errors first.",
            way={
                "enum": ["upgrade", "back", "saved", "alone"],
                "description": "upgrade: new on what old left; back: old on what new left;"
                " saved: upgrade and new defaults; alone: new by itself.",
            },
            severity={
                "enum": ["error", "warning"],
                "description": "warning: only on the way back.",
            },
            kind={"enum": ["missed", "twice", "failed"], "description": "What the change did."},
            title=_text("What happened, on one line."),
            why=_text("How the saved states differ, and what the diagnosis found; may be empty."),
            events=_texts("The ids of the events that are missed or come again."),
            cycles={"type": "array", "description": "The cycles that show it."},
            after=_count("The cycle after which the harmful version took over."),
            seen={
                "type": "array",
                "description": "The cycles after which the change does this harm.",
            },
            left={"type": "object", "description": "The state that the change met."},
            asked=_text("The first request after the change; may be empty."),
            line=_text_or_null("The line to change, as file:number."),
            source=_text("The text of that line."),
            remedy=_text("What to do."),
            command=_text("The command that tries only this change; empty outside a command."),
        ),
        exit_code=_count("The exit code of the command."),
    ),
    "explore": _object(
        "What xfetch explore -o json writes.",
        optional={"part": _PART},
        schema={"const": 1, "description": "The version of this format."},
        xfetch=_text("The version of xfetch that wrote it."),
        seed={"type": "integer", "description": "The number that the worlds were made up from."},
        finds=_list(
            "An object for each cause for which worlds break the fetch; those within the promises first.",
            kind={
                "enum": list(KINDS),
                "description": "error; open: a guess decides; beyond promises; excluded by the code.",
            },
            rule=_text("The code of the rule that found it."),
            cause=_text_or_null("The name of the cause, such as limit-cuts-tie; null if unknown."),
            title=_text("What happened in the world."),
            line=_text_or_null("The line that decided, as file:number."),
            source=_text("The text of that line."),
            beyond=_texts("What the world does beyond the promises, such as late."),
            look_back_s={
                "type": ["integer", "null"],
                "description": "The smallest look-back that brings the events that are shown late.",
            },
            guesses=_list(
                "The guesses of the scenario that decide.",
                path=_text("The guessed value's place in the scenario."),
                place=_text("Its file and line."),
                guessed=_text("The value that is guessed, in words."),
                other=_text("The value with which nothing breaks, in words."),
            ),
            confirmed={
                "type": "boolean",
                "description": "The world was run again by itself, and with the other values of guesses.",
            },
            cut={
                "type": "boolean",
                "description": "The time was over before its world was as small as possible.",
            },
            process_state={"type": "boolean", "description": "A fresh process does not show it."},
            cycles=_count("How many cycles the smallest world has."),
            world={"type": "object", "description": "The smallest world: sections of a scenario."},
            first=_count("The index of the first world that showed it."),
            seen=_object(
                "How likely a world shows it.",
                worlds=_count("The worlds that showed it."),
                of=_count("The worlds that were run."),
                low=_share("The lower bound of its share, 95 %."),
                high=_share("The upper bound of its share, 95 %."),
                clean_worlds=_count("How many worlds must be clean until a fix counts as proven."),
            ),
            file=_text_or_null("The scenario file that replays it."),
            finding={"type": "object", "description": "As in a run's JSON report (docs/json.md)."},
        ),
        tried=_object(
            "What was tried.",
            worlds=_count("The worlds that were run."),
            untested=_count("The worlds that tested nothing: the fetch created nothing."),
            cycles=_count("The cycles of all worlds."),
            simulated_s={"type": "number", "description": "The simulated time, in seconds."},
            dimensions=_list(
                "An object for each thing that worlds varied.",
                name=_text("Its name, as --only takes it."),
                worlds=_count("The worlds that varied it."),
                broken=_count("Those of them that broke the fetch."),
            ),
            never_ran=_text("The lines that no world ran, in functions that the fetch calls."),
            stopped=_text("Why the search ended before its budget; empty if it did not."),
        ),
        summary=_object(
            "How many finds are of each kind.",
            **{kind: _count(f"How many are {kind}.") for kind in KINDS},
        ),
    ),
    "rules": _object(
        "What xfetch rules -o json writes.",
        rules=_list(
            "The rules that find mistakes.",
            code=_text("The rule's code, such as XF102."),
            name=_text("The rule's name."),
            severities=_texts("The severities that its findings can have."),
            meaning=_text("What it finds."),
            remedy=_text("What to do about it."),
            page=_text("The page that explains it."),
        ),
        causes=_list(
            "The causes that findings name.",
            code=_text("The cause's name, such as limit-cuts-tie."),
            title=_text("What goes wrong."),
            remedy=_text("What to do about it."),
            page=_text("The page that explains it."),
        ),
    ),
}
NAMES = tuple(_SCHEMAS)


def document_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a document; ``name`` is one of NAMES."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_SCHEMAS[name]}
