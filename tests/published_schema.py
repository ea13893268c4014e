"""The schema of a scenario as one file for editors: the ``api:`` section's own schema stands in it."""

from __future__ import annotations

import json

from xfetch.emulator.request.scenario_file.schema import FILE

API = FILE.parents[2] / "product" / "api_schema.json"


def published() -> str:
    """The text of the file, with the section's schema as it is now."""
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    schema["$defs"]["api"] = json.loads(API.read_text(encoding="utf-8"))
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
