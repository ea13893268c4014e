"""BaseContentApiModule in a real run of a lone file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator import worlds

COLLECTOR = """
    from pydantic import Field
    import demistomock as demisto
    from CommonServerPython import *
    from ContentClientApiModule import *
    from BaseContentApiModule import *

    SYSTEM = SystemCapabilities()

    class Params(BaseParams):
        url: str
        max_fetch: int = Field(default=10, alias="limit")

    class Config(BaseExecutionConfig):
        @property
        def params(self):
            return Params(**self._raw_params)

    config = Config()
    try:
        params = config.params
        send = SYSTEM.can_send_events
        demisto.debug(f"{config.command} {params.url} {params.max_fetch} {params.verify} {send}")
        Params(url="x", limit="many")
    except DemistoException as error:
        demisto.debug(str(error))
    send_events_to_xsiam([{"id": 1, "_time": 1}], "acme", "log", client_class=ContentClient)
    demisto.setLastRun({"seen": str(len(config._raw_last_run))})
"""


@pytest.mark.parametrize("merged", [False, True])
def test_a_lone_file_has_its_models(tmp_path: Path, merged: bool) -> None:
    home = worlds.write_raw(tmp_path, COLLECTOR)
    outcome = worlds.run(home, 2, command="fetch-events", merged=merged)
    assert [run.status for run in outcome.runs] == ["ok", "ok"]
    # The chunks went through the client's httpx.
    assert [len(run.incidents) for run in outcome.runs] == [1, 1]
    first, last = outcome.runs[0], outcome.runs[-1]
    said = [log.message for log in first.record.logs if log.level == "debug"]
    assert "fetch-events https://probe.example.com 10 True True" in said
    wrong = next(text for text in said if text.startswith("Invalid Inputs:"))
    assert "- limit: " in wrong
    assert last.last_run.after == {"seen": "1"}
    own = "ContentClientApiModule and BaseContentApiModule xfetch's own"
    assert outcome.dossier.setting.common_server == f"embedded, as of 2026-11; {own}"
