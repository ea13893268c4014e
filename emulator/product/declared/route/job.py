"""The ``job:`` of a route: a search that requests create, poll until it is done, and then read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ....record.entries import Json
from ....settings.section import Path, Section, SectionError
from ..reading.plain import part
from ..reading.refusal import Refusal
from ..shape.reference import Reference, parse_reference
from ..store.issued import Ledger

_STEPS = ("create", "poll", "read")
_KEYS = (*_STEPS, "id", "takes", "running", "done", "lifetime")


@dataclass(frozen=True)
class JobStep:
    """One step (create, poll, or read) of the search jobs called ``name``.

    ``running`` and ``done`` are the product's words for the two states of a job.
    """

    step: str
    name: str
    id: Reference | None = None
    takes_us: int = 0
    lifetime_us: int | None = None
    running: str = "RUNNING"
    done: str = "DONE"


class Job(NamedTuple):
    """A search job that a request created; ``numbers`` are the events that it found then.

    The job is gone at ``ends_us``; None means that it stays.
    """

    name: str
    ends_us: int | None
    created_us: int
    done_us: int
    numbers: list[int]

    def shown(self, identity: str, step: JobStep, now_us: int) -> dict[str, Json]:
        """Return what answers say about the job: id, status, done, progress (percent), count."""
        over = now_us >= self.done_us
        spent, whole = now_us - self.created_us, max(self.done_us - self.created_us, 1)
        return {
            "id": identity,
            "status": step.done if over else step.running,
            "done": over,
            "progress": 100 if over else 100 * spent // whole,
            "count": len(self.numbers) if over else 0,
        }


class Jobs(Ledger[Job]):
    """The search jobs that requests created, by id."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, "jobs", Job, most=1_000, length=12)

    def create(self, step: JobStep, numbers: list[int], now_us: int) -> str:
        """Create a search job that found the events of these numbers, and return its id."""
        done_us = now_us + step.takes_us
        ends_us = None if step.lifetime_us is None else done_us + step.lifetime_us
        return self.add(f"job {step.name}", Job(step.name, ends_us, now_us, done_us, numbers))

    def get(self, step: JobStep, identity: str, now_us: int) -> Job:
        """Return the search job of an id. Raises Refusal (missing) if no such job exists any more."""
        job = self.records.get(identity)
        ended = job is not None and job.ends_us is not None and now_us >= job.ends_us
        if job is None or job.name != step.name or ended:
            raise Refusal("missing", f"there is no {step.name} job with the id in the request")
        return job


def parse_job(value: object, path: Path) -> JobStep:
    """Parse the ``job:`` of a route. Raises SectionError."""
    section = Section(value, path, _KEYS)
    steps = [step for step in _STEPS if step in section]
    if len(steps) != 1:
        raise SectionError(path, "job must be one step: create, poll or read, with the job's name")
    (step,) = steps
    identity = part(section, "id", parse_reference)
    if step != "create" and identity is None:
        raise SectionError(
            path, f"the step {step} needs id: the place of the job's id in a request, like path.id"
        )
    return JobStep(
        step,
        section.text(step),
        identity,
        section.span_us("takes") or 0,
        section.span_us("lifetime"),
        section.text("running", "RUNNING"),
        section.text("done", "DONE"),
    )
