"""``csp`` is the embedded CommonServerPython, fresh for each test; ``platform`` the object it talks to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulator.commonserver.platform import Platform, common_server


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def csp(platform: Platform) -> Any:
    return common_server(platform)
