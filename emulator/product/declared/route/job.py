"""The ``job:`` of a route: a search that is created, polled until it is done, and then read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ....record.entries import Json
from ....settings.section import Path, Section, SectionError
from ..reading.refusal import Refusal
from ..shape.reference import Reference, parse_reference
from ..store.tokens import opaque

_STEPS = ("create", "poll", "read")
_KEYS = (*_STEPS, "id", "takes", "running", "done", "lifetime")
_MOST = 1_000


@dataclass(frozen=True)
class JobStep:
    """``step`` is create, poll or read, of the jobs of a ``name``; the words are its two states."""

    step: str
    name: str
    id: Reference | None = None
    takes_us: int = 0
    lifetime_us: int | None = None
    running: str = "RUNNING"
    done: str = "DONE"


@dataclass(frozen=True)
class Job:
    """``numbers`` are the events that the search found when it was created."""

    id: str
    created_us: int
    done_us: int
    numbers: tuple[int, ...]

    def shown(self, step: JobStep, now_us: int) -> dict[str, Json]:
        """What answers say about it: id, status, done, progress (percent), count."""
        over = now_us >= self.done_us
        spent, whole = now_us - self.created_us, max(self.done_us - self.created_us, 1)
        return {
            "id": self.id,
            "status": step.done if over else step.running,
            "done": over,
            "progress": 100 if over else 100 * spent // whole,
            "count": len(self.numbers) if over else 0,
        }


class Jobs:
    """The jobs that requests created; the oldest are forgotten beyond a thousand."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0
        self._jobs: dict[str, tuple[str, int | None, Job]] = {}

    def create(self, step: JobStep, numbers: list[int], now_us: int) -> Job:
        self._count += 1
        identity = opaque(self._seed, f"job {step.name}", self._count)[:12]
        job = Job(identity, now_us, now_us + step.takes_us, tuple(numbers))
        ends = None if step.lifetime_us is None else job.done_us + step.lifetime_us
        self._jobs[identity] = step.name, ends, job
        if len(self._jobs) > _MOST:
            del self._jobs[next(iter(self._jobs))]
        return job

    def get(self, step: JobStep, identity: object, now_us: int) -> Job:
        """Raises Refusal (missing) for a job that is not there, or is there no more."""
        name, ends, job = self._jobs.get(str(identity), ("", None, None))
        if job is None or name != step.name or (ends is not None and now_us >= ends):
            raise Refusal("missing", f"there is no {step.name} job of that id")
        return job

    def state(self) -> dict[str, Json]:
        jobs = {
            identity: [name, ends, job.created_us, job.done_us, list(job.numbers)]
            for identity, (name, ends, job) in self._jobs.items()
        }
        return {"count": self._count, "jobs": jobs}

    def restore(self, state: Mapping[str, Any]) -> None:
        self._count = state["count"]
        self._jobs = {
            identity: (name, ends, Job(identity, created, done, tuple(numbers)))
            for identity, (name, ends, created, done, numbers) in state["jobs"].items()
        }


def parse_job(value: object, path: Path) -> JobStep | None:
    """Raises SectionError."""
    if value is None:
        return None
    section = Section(value, path, _KEYS)
    steps = [step for step in _STEPS if step in section]
    if len(steps) != 1:
        raise SectionError(path, "is one step of a job: create, poll or read, with the job's name")
    (step,) = steps
    identity = section.raw("id")
    if step != "create" and identity is None:
        raise SectionError(path, f"{step} needs id: where the job's id stands, like path.id")
    return JobStep(
        step,
        section.text(step),
        None if identity is None else parse_reference(identity, section.at("id")),
        section.span_us("takes") or 0,
        section.span_us("lifetime"),
        section.text("running", "RUNNING"),
        section.text("done", "DONE"),
    )
