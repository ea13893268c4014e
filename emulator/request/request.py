"""The Request: what to emulate and how, as plain values that can be sent to another process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..faults.fault import Fault
from ..integration.common_server import AUTO
from ..record.entries import Json
from ..settings.isolation import Isolation
from ..settings.settings import RunSettings

if TYPE_CHECKING:
    # Most requests have neither, and the child process then needs none of their modules.
    from ..settings.expectation import Expectation
    from ..settings.guess import Guess
    from ..timeline.timeline import Timeline

# With one of these begins the ``where`` of a message about a parameter.
_PREFIXES = ("--param ", "parameter ")


@dataclass(frozen=True)
class InstanceParams:
    """The parameters and the name of the emulated instance."""

    # The parameters as the user gave them, by name; credentials may be split into fields.
    params: Mapping[str, Json] = field(default_factory=dict, repr=False)
    # For messages: by parameter, the file and section that it was read from.
    origins: Mapping[str, str] = field(default_factory=dict)
    # Which absent parameters get a made-up value, as --fill says.
    fill: str = "required"
    # What an optional parameter without a value reads: none (None) or empty ("").
    unset: str = "none"
    # The instance's name; None derives it from the integration's.
    name: str | None = None

    @contextmanager
    def naming_origins(self) -> Iterator[None]:
        """While this context is open, name the file of a wrong parameter in each UsageError about it.

        A UsageError about anything else is not changed.
        """
        try:
            yield
        except UsageError as error:
            prefix = next((one for one in _PREFIXES if error.where.startswith(one)), "")
            name = error.where[len(prefix) :]
            # A message may be about one field of credentials; the origin is that of the whole parameter.
            origin = self.origins.get(name) or self.origins.get(name.partition(".")[0])
            if not prefix or origin is None:
                raise
            where = f"{origin}: parameter {name}"
            raise UsageError(error.what, where=where, advice=error.advice) from error


@dataclass(frozen=True)
class Container:
    """The environment of the integration's code: content checkout, CommonServerPython, stand-ins,
    variables.
    """

    # The folder of a checkout of the content repository, from an option.
    content: str | None = None
    # The same from the environment variable XFETCH_CONTENT: it matters only without the option.
    content_variable: str | None = None
    # The embedded CommonServerPython, a file, or AUTO for the one of the checkout.
    common_server: str = AUTO
    # Whether CommonServerPython and the integration are executed in one fresh namespace each cycle.
    merged: bool = False
    # Stand-ins for modules, as NAME=FILE.
    modules: tuple[str, ...] = ()
    # Whether the files of ``modules`` are executed again in each cycle.
    fresh_modules: bool = False
    # Names of environment variables that the integration sees beside the usual ones.
    env: tuple[str, ...] = ()


@dataclass(frozen=True)
class Product:
    """The simulated product: what answers the integration's requests, which events it has, which faults
    occur.

    At most one of ``vendor_file``, ``api`` and ``replies`` is given.
    """

    # A Python file with a class Vendor, or a recording.
    vendor_file: Path | None = None
    # Canned answers, as ``GET /path[ STATUS]=@FILE``.
    replies: tuple[str, ...] = ()
    # The section ``api`` of a scenario.
    api: Mapping[str, Json] | None = None
    # The events; None where only the vendor knows them, or nothing does.
    timeline: Timeline | None = None
    # What goes wrong, and when.
    faults: tuple[Fault, ...] = ()
    # The seed of everything that is drawn by chance.
    seed: int = 0


@dataclass(frozen=True)
class Judging:
    """The settings for judging a finished run: id field, strict rules, the expected result, severities."""

    # The path in rawJSON of the id that tells events apart; None finds one.
    id_field: str | None = None
    # Whether the run is judged by the strict rules, too.
    strict: bool = False
    # What the scenario expects of the run.
    expect: Expectation | None = None
    # By rule, the severity that the user wants instead of the rule's own.
    severities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What to emulate, and how: the integration, its instance, the product, the schedule, the judging.

    It is not an HTTP request.
    """

    # The integration: a Python file, a package folder, a yml, a pack's folder or a sample's name.
    target: Path
    # The schedule, the clock, the server's state at the start, and the assumptions.
    scenario: RunSettings = field(default_factory=RunSettings)
    instance: InstanceParams = field(default_factory=InstanceParams)
    container: Container = field(default_factory=Container)
    product: Product = field(default_factory=Product)
    judging: Judging = field(default_factory=Judging)
    # Which of command, cycles and interval the user or the scenario chose; the run may choose the others.
    stated: frozenset[str] = frozenset(("command", "cycles", "interval"))
    # One run whose incidents are shown and not created, as the mapper and the Playground do it.
    sample: bool = False
    # The process that the integration runs in, and its limits.
    isolation: Isolation = field(default_factory=Isolation)
    # The file that the fetches are written to while the run goes on.
    store: Path | None = None
    # The scenario's file, for messages.
    scenario_file: Path | None = None
    # What the scenario's file guesses and the user has not confirmed.
    guesses: tuple[Guess, ...] = ()
    # Guesses that the caller has settled, with their values.
    settled: tuple[tuple[Guess, Json], ...] = ()
    # The words of the command that runs this; empty where no command does.
    typed: tuple[str, ...] = ()
