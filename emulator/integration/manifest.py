"""Read an integration's yml: id, name, parameters, script, and which fetch commands it declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..errors import LoadError
from ..masking.mask import MASK
from ..record.entries import CheckedJson, Json
from .marketplace import for_marketplace
from .parameter import CREDENTIALS, ENCRYPTED, Parameter, flag, parse_parameters, text_of
from .yaml_text import parse_yaml

_MAX_BYTES = 20_000_000
# The marketplaces of the default platform, until a platform is chosen.
_XSOAR = ("xsoar_on_prem", "xsoar")
# For messages about other kinds of yml: a key that only that kind has, and its name.
_OTHER_KINDS = (
    ("starttaskid", "a playbook"),
    ("tasks", "a playbook"),
    ("scripttarget", "an automation script"),
    ("jobs", "a workflow file"),
    ("services", "a compose file"),
    ("openapi", "an API description"),
    ("swagger", "an API description"),
)


@dataclass(frozen=True)
class Manifest:
    """The contents of an integration's yml. ``script`` is the code inside a unified yml, None without code.

    ``fetch_samples`` says that the platform calls fetch-incidents for the mapper only, while another command
    fetches. ``marketplaces`` are those in which the integration is offered, empty for all; ``document`` is
    the whole yml.
    """

    id: str
    name: str
    display: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    docker_image: str = ""
    script_type: str = "python"
    subtype: str = "python3"
    is_fetch: bool = False
    is_fetch_events: bool = False
    is_fetch_assets: bool = False
    feed: bool = False
    long_running: bool = False
    long_running_port: bool = False
    fetch_samples: bool = False
    commands: tuple[str, ...] = ()
    script: str | None = None
    marketplaces: tuple[str, ...] = ()
    from_version: str = ""
    document: Mapping[str, Json] = field(default_factory=dict, repr=False, compare=False)

    def on(self, marketplaces: Sequence[str]) -> Manifest:
        """Return the manifest as it reads for another marketplace; this one was read for XSOAR 6.

        ``marketplaces`` are the names of the other marketplace, the most specific first.
        """
        if not self.document or tuple(marketplaces) == _XSOAR:
            return self
        return _of(self.document, self.name, marketplaces)


def argument_defaults(manifest: Manifest, command: str) -> dict[str, str]:
    """Return the yml's defaults of a command's arguments, as texts by argument; an argument without one is
    left out.
    """
    script = manifest.document.get("script")
    listed = script.get("commands") if isinstance(script, dict) else None
    found: dict[str, str] = {}
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and entry.get("name") == command:
            arguments = entry.get("arguments")
            for one in arguments if isinstance(arguments, list) else ():
                if isinstance(one, dict) and one.get("defaultValue") not in (None, ""):
                    found[text_of(one.get("name"))] = text_of(one["defaultValue"])
    return found


def bare_manifest(name: str) -> Manifest:
    """Return a manifest for a .py without a yml: only its name is known."""
    return Manifest(id=name, name=name, display=name)


def read_manifest(path: Path) -> Manifest:
    """Read an integration's yml. Raises LoadError with the mistake, its file and line, and advice."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise LoadError(
                "the file is larger than 20 MB: it is not an integration's yml", where=path.name
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise LoadError(
            f"the integration's yml cannot be read: {error.strerror}", where=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise LoadError(
            "the integration's yml is not text in UTF-8",
            where=path.name,
            advice=("save the file as UTF-8, or name the right file",),
        ) from error
    return parse_manifest(text, path.name)


# Remembered: a search prepares a run for each world that it looks at more closely.
@lru_cache(maxsize=2)
def parse_manifest(text: str, where: str) -> Manifest:
    """Parse the text of an integration's yml; ``where`` names the file in messages.

    Raises LoadError for broken YAML, and for YAML of another kind: the message says which kind it looks like.
    """
    document = parse_yaml(text, where)
    if not isinstance(document, dict) or not _is_integration(document):
        raise LoadError(
            f"the file is not an integration's yml: {_looks_like(document)}",
            where=where,
            advice=("an integration's yml has commonfields, configuration and script",),
        )
    _check_kinds(document, where)
    return _of(document, Path(where).stem, _XSOAR)


def _of(document: Mapping[str, Json], stem: str, marketplaces: Sequence[str]) -> Manifest:
    script = document.get("script")
    said = script if isinstance(script, dict) else {"script": script}
    # Commands are the largest part of a yml, and only their names are read: they are not copied.
    rest = {key: value for key, value in said.items() if key != "commands"}
    here = for_marketplace({**document, "script": rest}, marketplaces)
    its_script = {**here["script"], "commands": said.get("commands")}
    return _manifest(document, here, its_script, stem, marketplaces)


def _check_kinds(document: Mapping[str, Json], where: str) -> None:
    given, script = document.get("configuration"), document.get("script")
    if given is not None and not isinstance(given, list):
        what = f"configuration must be a list of parameters, not {given!r:.40}"
        raise LoadError(what, where=where)
    # Scalars are read as text; a single word cannot be code.
    is_word = isinstance(script, str) and script.strip().isalnum()
    if is_word or not isinstance(script, (dict, str, type(None))):
        what = f"script must be a mapping (or the code itself), not {script!r:.40}"
        raise LoadError(what, where=where)


def _manifest(
    whole: Mapping[str, Json],
    document: Mapping[str, Json],
    script: Mapping[str, Json],
    stem: str,
    marketplaces: Sequence[str],
) -> Manifest:
    """Build a Manifest from the whole yml and from ``document``, its form for ``marketplaces``."""
    common, its_own = document.get("commonfields"), document.get("marketplaces")
    given_id = text_of(common.get("id")) if isinstance(common, dict) else ""
    name = text_of(document.get("name")) or given_id or stem
    return Manifest(
        id=given_id or name,
        name=name,
        display=text_of(document.get("display")) or name,
        description=text_of(document.get("description")),
        parameters=parse_parameters(document.get("configuration"), marketplaces),
        docker_image=text_of(script.get("dockerimage")),
        script_type=text_of(script.get("type")) or text_of(document.get("type")) or "python",
        subtype=text_of(script.get("subtype")) or text_of(document.get("subtype")) or "python3",
        is_fetch=flag(script.get("isfetch")),
        is_fetch_events=flag(script.get("isfetchevents")),
        is_fetch_assets=flag(script.get("isfetchassets")),
        feed=flag(script.get("feed")),
        long_running=flag(script.get("longRunning")),
        long_running_port=flag(script.get("longRunningPort")),
        fetch_samples=flag(script.get("isFetchSamples")) or flag(script.get("isfetchsamples")),
        commands=_commands(script.get("commands")),
        script=_code(script.get("script")),
        marketplaces=tuple(map(text_of, its_own)) if isinstance(its_own, list) else (),
        from_version=text_of(document.get("fromversion")),
        document=whole,
    )


def _is_integration(document: Mapping[str, Json]) -> bool:
    if "script" not in document or "starttaskid" in document:
        return False
    return "configuration" in document or (
        "commonfields" in document and isinstance(document["script"], dict)
    )


def _looks_like(document: Json) -> str:
    if document is None:
        return "it is empty"
    if isinstance(document, list):
        return "it is a list"
    if not isinstance(document, dict):
        return "it is plain text"
    for key, kind in _OTHER_KINDS:
        if key in document:
            return f"it looks like {kind}"
    if "commonfields" in document and isinstance(document.get("script"), str):
        return "it looks like an automation script"
    if "commonfields" in document or "configuration" in document:
        return "it has no script"
    keys = ", ".join(str(key) for key in list(document)[:4]) or "nothing"
    return f"its keys are {keys}"


def _commands(value: Json) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else []
    names = (text_of(entry.get("name")) for entry in entries if isinstance(entry, dict))
    return tuple(name for name in names if name)


def _code(value: Json) -> str | None:
    text = value if isinstance(value, str) else ""
    return text if text.strip() not in ("", "-") else None


def manifest_facts(manifest: Manifest) -> dict[str, CheckedJson]:
    """Return the facts of a manifest that rules and reports read, as JSON: id, docker image, what it fetches,
    commands and parameters.

    Defaults of encrypted parameters and of credentials are masked here: if the user sets another value, no
    later step knows that the default is a secret.
    """
    return {
        "id": manifest.id,
        "docker_image": manifest.docker_image,
        "is_fetch": manifest.is_fetch,
        "is_fetch_events": manifest.is_fetch_events,
        "long_running": manifest.long_running,
        "commands": list(manifest.commands),
        "parameters": [
            {
                "name": item.name,
                "type": item.type,
                "required": item.required,
                "default": _default(item),
            }
            for item in manifest.parameters
        ],
    }


def _default(parameter: Parameter) -> str | bool | None:
    secret = parameter.type in ENCRYPTED or parameter.type == CREDENTIALS
    return MASK if secret and parameter.default else parameter.default


__all__ = [
    "Manifest",
    "Parameter",
    "bare_manifest",
    "manifest_facts",
    "parse_manifest",
    "read_manifest",
]
