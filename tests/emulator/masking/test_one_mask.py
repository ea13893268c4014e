"""What a child sends is masked again where it arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.told import invoke
from tests.emulator import worlds
from xfetch.emulator.masking.mask import MASK

KEY, TOKEN = "S3cret/Key ABC", "Zx81Token99"
# The integration shares its process with the mask of the child.
SABOTAGE = """
import requests
from xfetch.emulator.masking.mask import Mask
from xfetch.emulator.masking.search import Search
Mask.leaves = lambda self, text: True
Mask.text = lambda self, text: text
Mask.json = Mask.__call__ = lambda self, value: value
params = demisto.params()
answer = requests.post(params["url"] + "/login", json={"a": 1}).json()
said = json.dumps([params["apikey"], answer["token"]])
demisto.debug(said)
demisto.setLastRun({"said": said})
demisto.incidents([{"name": said, "rawJSON": said}])
if demisto.getLastRun():
    raise ValueError(said)
"""
VENDOR = f"""
class Vendor:
    def handle(self, request, now):
        if request.path == "/login":
            return {{"json": {{"token": "{TOKEN}"}}}}
        raise ValueError("it was sent " + request.header("X-Token"))
"""
QUOTES = """
import requests
params = demisto.params()
answer = requests.post(params["url"] + "/login", json={"a": 1}).json()
requests.get(params["url"] + "/boom", headers={"X-Token": answer["token"]})
"""


def test_no_secret_arrives_from_a_child_whose_mask_was_taken_away(tmp_path: Path) -> None:
    home = worlds.write(tmp_path, SABOTAGE)
    vendor = worlds.vendor(tmp_path, VENDOR)
    files = [tmp_path / name for name in ("r.json", "r.html", "r.db", "r.har")]
    outputs = ("-o", f"json:{files[0]}", "-o", f"html:{files[1]}", "--store", files[2])
    arguments = ("run", home, "--vendor", vendor, "--param", f"apikey={KEY}", "--cycles", 2)
    result = invoke(*arguments, *outputs, "--record", files[3], "--trace")
    assert result.exit_code == 1
    for content in (result.output, *(file.read_bytes().decode("latin-1") for file in files)):
        assert MASK in content
        assert KEY not in content
        assert TOKEN not in content


@pytest.mark.parametrize("isolation", ["inline", "process"])
def test_a_token_of_the_fetch_that_broke_off_is_not_told(tmp_path: Path, isolation: str) -> None:
    home, vendor = worlds.write(tmp_path, QUOTES), worlds.vendor(tmp_path, VENDOR)
    result = invoke("run", home, "--vendor", vendor, "--isolation", isolation)
    assert result.exit_code == 3
    assert f"it was sent {MASK}" in result.output
    assert TOKEN not in result.output
