"""For every test: what it sees does not depend on the shell it is run from."""

from __future__ import annotations

import pytest
from hypothesis import settings

# No test fails for being slow: how fast this machine is, and what else it does, is nobody's to say.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def no_checkout_at_hand(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A content checkout that the shell names is for the conformance tests. No test gets a result that an
    earlier one has left.
    """
    monkeypatch.setenv("XFETCH_CACHE", "")
    if "conformance" not in request.path.parts:
        monkeypatch.delenv("XFETCH_CONTENT", raising=False)
