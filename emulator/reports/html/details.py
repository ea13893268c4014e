"""The details of cycles for the HTML page: last runs, requests, answers and incidents. Equal texts are
kept once.
"""

from __future__ import annotations

from collections.abc import Callable

from ...judging.identity import EVENT
from ...judging.known_events import KnownEvents
from ...judging.outcome import Outcome
from ...record.entries import CheckedJson, Exchange
from ...record.fetch_run import FetchRun
from ...record.incident import Incident, sent_event
from ...record.json_path import canonical
from ...record.json_text import to_json_utf8
from ..last_run_words import form_changes
from .cycles import seconds

_DETAILED_AT_ENDS = 100
_MOST_CYCLES = 1_000
_MOST_REQUESTS = 20
_MOST_INCIDENTS = 50
_MOST_IDS = 50
_MOST_CHARS = 20_000
# Of all texts together. Cycles that no finding mentions may fill only half of it.
_MOST_TEXT_CHARS = 4_000_000


class Details:
    """Collects details of cycles for the HTML report: all cycles of a run of up to 1,000, else those with
    findings, new failures, duplicates or missed events, the first and the last.

    ``cycles`` maps the number of a cycle, as text, to its details. ``texts`` maps each text of the details to
    an index; the details contain the index in place of the text. A text that is too long is cut: the details
    then contain its index and its ``size`` before the cut. Once the texts together reach a limit, a new text
    is left out: the details then contain only its ``size``.
    """

    def __init__(
        self,
        outcome: Outcome,
        identify: Callable[[Incident], str],
        known: KnownEvents,
    ) -> None:
        """Start without details. ``identify`` is a function that returns the id of an incident's event, as
        the page's events have it; ``known`` finds the ids of events in an answer.
        """
        self.cycles: dict[str, dict[str, CheckedJson]] = {}
        # The first text is the empty one, so that the index of a text that is kept is never 0.
        self.texts: dict[str, int] = {"": 0}
        self._identify = identify
        self._known = known
        self._identity = outcome.judgement.identity
        self._telling = {finding.cycle for finding in outcome.findings if finding.cycle}
        self._wanted = _wanted(outcome, self._telling)
        self._failures: set[str] = set()
        self._chars = 0
        self._allowed = 0

    def see(self, run: FetchRun) -> None:
        """Keep the details of the next fetch if the page shows its cycle in detail."""
        telling = run.cycle in self._telling or self._fails_in_a_new_way(run)
        if not telling and run.cycle not in self._wanted:
            return
        self._allowed = _MOST_TEXT_CHARS if telling else _MOST_TEXT_CHARS // 2
        exchanges = run.record.exchanges
        change = run.last_run
        details: dict[str, CheckedJson] = {
            "before": self._json(change.before),
            "after": self._json(change.after),
            "requests": [self._request(run, exchange) for exchange in exchanges[:_MOST_REQUESTS]],
            "incidents": [
                self._incident(one) for one in (run.incidents or run.dropped)[:_MOST_INCIDENTS]
            ],
            "sent": len(run.incidents or run.dropped),
        }
        if change.was_set:
            details["asked"] = self._json(change.asked)
        if forms := form_changes(change.before, change.asked if change.was_set else change.after):
            details["forms"] = list(forms)
        if run.failure and run.failure.trace:
            details["trace"] = self._text(run.failure.trace)
        if run.record.attempts:
            details["attempts"] = [one.target for one in run.record.attempts[:_MOST_REQUESTS]]
        self.cycles[str(run.cycle)] = details

    def _fails_in_a_new_way(self, run: FetchRun) -> bool:
        """Whether the fetch failed with a message that no earlier fetch had."""
        if not run.failed or run.message in self._failures or len(self._failures) >= _MOST_CYCLES:
            return False
        self._failures.add(run.message)
        return True

    def _request(self, run: FetchRun, exchange: Exchange) -> dict[str, CheckedJson]:
        got = self._known.held_by(exchange)
        row: dict[str, CheckedJson] = {
            "at": seconds(exchange.at),
            "seq": exchange.seq,
            "asked": f"{exchange.method} {exchange.url}",
            "got": exchange.failure or str(exchange.status),
        }
        optional: dict[str, CheckedJson] = {
            "took": exchange.duration_s,
            "body": self._text(exchange.request_body),
            "answer": self._text(exchange.response_body),
            "line": str(exchange.line or ""),
            "ids": list(got[:_MOST_IDS]),
            "held": len(got),
            "tried": list(exchange.tried),
        }
        row.update({name: value for name, value in optional.items() if value})
        return row

    def _incident(self, incident: CheckedJson) -> dict[str, CheckedJson]:
        row: dict[str, CheckedJson] = {"id": self._identify(incident)}
        if self._identity.noun == EVENT:
            row["name"] = self._identity.label(incident)
            row["raw"] = self._text(canonical(sent_event(incident)))
            return row
        row["name"] = str(incident.get("name") or "(no name)")[:300]
        raw = incident.get("rawJSON")
        row["raw"] = self._text(str(raw)) if raw else None
        occurred = incident.get("occurred")
        row["occurred"] = occurred if isinstance(occurred, str) else self._json(occurred)
        return row

    def _json(self, value: CheckedJson) -> CheckedJson:
        """Return the index of the value's JSON text. The page gets text because JavaScript would round
        integers above 2^53.
        """
        return (
            None if value is None else self._text(to_json_utf8(value, between=",", after_key=":"))
        )

    def _text(self, text: str) -> CheckedJson:
        """Return the index of the text; ``{"t": index, "size": …}`` if it was cut, ``{"size": …}`` if it
        was left out, None if it is empty.
        """
        if not text:
            return None
        kept = text[:_MOST_CHARS]
        if kept not in self.texts:
            if self._chars + len(kept) > self._allowed:
                return {"size": len(text)}
            self._chars += len(kept)
            self.texts[kept] = len(self.texts)
        index = self.texts[kept]
        return index if len(kept) == len(text) else {"t": index, "size": len(text)}


def _wanted(outcome: Outcome, telling: set[int]) -> set[int]:
    """Return the cycles whose details are kept: all cycles of a short run. Of a long run they are those
    with findings, the first and last ones, and those that created duplicates or went past missed
    events.
    """
    count = len(outcome.runs)
    if count <= _MOST_CYCLES:
        return set(range(1, count + 1))
    first = range(1, _DETAILED_AT_ENDS + 1)
    last = range(count - _DETAILED_AT_ENDS, count + 1)
    chosen = [*sorted(telling), *first, *last, *sorted(outcome.judgement.duplicates)]
    if outcome.verdicts is not None:
        chosen += [one.passed for one in outcome.verdicts if one.passed and not one.times]
    return set(list(dict.fromkeys(chosen))[:_MOST_CYCLES])
