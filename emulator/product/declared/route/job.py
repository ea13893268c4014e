"""A route's key ``job:``: a search job that one request creates, others poll until it is done, and one
reads.
"""

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
    """What a route does with the search jobs called ``name``: ``step`` is create, poll or read.

    A job is done ``takes_us`` after its creation, and is deleted ``lifetime_us`` later (None: never).
    ``running`` and ``done`` are the words by which the product's answers name the state of a job.
    """

    step: str
    name: str
    id: Reference | None = None
    takes_us: int = 0
    lifetime_us: int | None = None
    running: str = "RUNNING"
    done: str = "DONE"


class Job(NamedTuple):
    """A search job that a request created; ``numbers`` identify the events that the search found.

    The job is deleted at ``ends_us``; None means never.
    """

    name: str
    ends_us: int | None
    created_us: int
    done_us: int
    numbers: list[int]

    def shown(self, identity: str, step: JobStep, now_us: int) -> dict[str, Json]:
        """Return the values that an answer can show of this job: id, status, done, progress (percent),
        count.
        """
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
    """The search jobs that requests have created, by id."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, "jobs", Job, most=1_000, length=12)

    def create(self, step: JobStep, numbers: list[int], now_us: int) -> str:
        """Create a search job that found the events with these numbers, and return its id."""
        done_us = now_us + step.takes_us
        ends_us = None if step.lifetime_us is None else done_us + step.lifetime_us
        return self.add(f"job {step.name}", Job(step.name, ends_us, now_us, done_us, numbers))

    def get(self, step: JobStep, identity: str, now_us: int) -> Job:
        """Return the search job with this id.

        Raises Refusal (missing) if no job of the step's name has this id, or the job has been deleted.
        """
        job = self.records.get(identity)
        ended = job is not None and job.ends_us is not None and now_us >= job.ends_us
        if job is None or job.name != step.name or ended:
            raise Refusal("missing", f"there is no {step.name} job with the id in the request")
        return job


def parse_job(value: object, path: Path) -> JobStep:
    """Parse a route's key ``job:``. Raises SectionError."""
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
