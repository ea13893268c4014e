"""What rules and reports read of a yml, as JSON values."""

from __future__ import annotations

from ..record.entries import CheckedJson
from .manifest import Manifest


def manifest_facts(manifest: Manifest) -> dict[str, CheckedJson]:
    """Identity, kind, commands, and the parameters as they are declared."""
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
                "default": item.default,
            }
            for item in manifest.parameters
        ],
    }
